// SPDX-License-Identifier: Apache-2.0
#include "wire/tap.hpp"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "wire/packet.hpp"

namespace reachd::test_wire {

namespace {

std::unexpected<std::string> failure(const std::string& what) {
  return std::unexpected(what + ": " + std::strerror(errno));
}

std::int64_t stamp_of(msghdr& message) {
  for (auto* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
    return stamp.tv_sec * 1'000'000'000 + stamp.tv_nsec;
  }
  return 0;
}

void write_line(std::FILE* log, std::int64_t stamp, bool out, const icmp_packet& packet) {
  const auto about = quoted(packet);
  const auto& named = about ? *about : packet;
  std::fprintf(log, R"({"t_ns":%lld,"out":%s,"src":"%s","dst":"%s","family":%d,"type":%d,"code":%d,)",
               static_cast<long long>(stamp), out ? "true" : "false", packet.source.text().c_str(),
               packet.destination.text().c_str(), packet.source.family, packet.type, packet.code);
  if (about) std::fprintf(log, R"("about":"%s",)", about->destination.text().c_str());
  std::fprintf(log,
               R"("id":%d,"seq":%d,"token":"%s"})"
               "\n",
               named.id, named.sequence, token_text(named.payload).c_str());
}

}  // namespace

std::expected<tap, std::string> tap::open(const std::string& device, std::FILE* log) {
  // Protocol 0: nothing is received until the bind to the one device.
  core::unique_fd socket(::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return failure("packet socket");
  const int on = 1, room = 64 << 20;
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0) return failure("SO_TIMESTAMPNS");
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  sockaddr_ll where{};
  where.sll_family = AF_PACKET;
  where.sll_protocol = htons(ETH_P_ALL);
  where.sll_ifindex = static_cast<int>(::if_nametoindex(device.c_str()));
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) return failure("tap on " + device);
  return tap(std::move(socket), log);
}

void tap::drain() {
  std::array<std::uint8_t, 65536> packet;
  alignas(cmsghdr) std::array<char, 256> control;
  while (true) {
    sockaddr_ll from{};
    iovec data{packet.data(), packet.size()};
    msghdr message{.msg_name = &from,
                   .msg_namelen = sizeof from,
                   .msg_iov = &data,
                   .msg_iovlen = 1,
                   .msg_control = control.data(),
                   .msg_controllen = control.size(),
                   .msg_flags = 0};
    const auto size = ::recvmsg(socket_.get(), &message, 0);
    if (size < 0) return;
    const auto icmp = parse(byte_view(packet).first(static_cast<std::size_t>(size)));
    if (icmp) write_line(log_, stamp_of(message), from.sll_pkttype == PACKET_OUTGOING, *icmp);
  }
}

std::uint64_t tap::drops() {
  tpacket_stats counts{};
  socklen_t size = sizeof counts;
  if (::getsockopt(socket_.get(), SOL_PACKET, PACKET_STATISTICS, &counts, &size) == 0) drops_ += counts.tp_drops;
  return drops_;  // the kernel's counter starts over at each reading
}

}  // namespace reachd::test_wire
