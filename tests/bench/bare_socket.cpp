// SPDX-License-Identifier: Apache-2.0
#include "bench/bare_socket.hpp"

#include <arpa/inet.h>
#include <linux/icmp.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/random.h>
#include <time.h>

#include <cstring>

namespace reachd::bench {

namespace {

constexpr std::size_t header_size = 8, payload_size = 56, packet_size = header_size + payload_size;
constexpr std::size_t room = 256;  // IP header and a link header around it
constexpr int buffer_bytes = 8 << 20;

std::uint16_t checksum(const unsigned char* bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < packet_size; at += 2) {
    std::uint16_t word = 0;
    std::memcpy(&word, bytes + at, sizeof word);
    sum += word;
  }
  while ((sum >> 16) != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::int64_t stamp_of(const msghdr& message) {
  auto* const writable = const_cast<msghdr*>(&message);  // CMSG_NXTHDR wants one; nothing is written
  for (auto* part = CMSG_FIRSTHDR(writable); part != nullptr; part = CMSG_NXTHDR(writable, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SO_TIMESTAMPING) continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
    return stamp.tv_sec * 1'000'000'000 + stamp.tv_nsec;
  }
  return 0;
}

}  // namespace

struct bare_socket::buffers {
  mmsghdr headers[batch_size] = {};
  iovec parts[batch_size] = {};
  sockaddr_in names[batch_size] = {};
  alignas(std::uint64_t) unsigned char bytes[batch_size][room] = {};
  alignas(cmsghdr) unsigned char controls[batch_size][room] = {};

  explicit buffers(std::size_t length) {
    for (std::size_t i = 0; i < batch_size; ++i) {
      parts[i] = {bytes[i], length};
      headers[i].msg_hdr.msg_iov = &parts[i];
      headers[i].msg_hdr.msg_iovlen = 1;
    }
  }

  std::size_t receive(int fd, int flags) {
    for (std::size_t i = 0; i < batch_size; ++i) {
      headers[i].msg_hdr.msg_control = controls[i];
      headers[i].msg_hdr.msg_controllen = room;
    }
    const int count = ::recvmmsg(fd, headers, batch_size, flags | MSG_DONTWAIT, nullptr);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }

  /// The payload counts from the end, since the headers before it differ.
  stamped_packet read(std::size_t at, std::uint64_t run) const {
    const std::size_t length = headers[at].msg_len;
    if (length < packet_size || length > room) return {};
    const unsigned char* const payload = bytes[at] + length - payload_size;
    if (std::memcmp(payload, &run, sizeof run) != 0) return {};
    stamped_packet out;
    std::memcpy(&out.about, payload + sizeof run, sizeof out.about);
    out.stamp_ns = stamp_of(headers[at].msg_hdr);
    return out;
  }
};

bare_socket::bare_socket()
    : out_(std::make_unique<buffers>(packet_size)),
      in_(std::make_unique<buffers>(room)),
      looped_(std::make_unique<buffers>(room)) {}

bare_socket::~bare_socket() {
  if (fd_ >= 0) ::close(fd_);
}

bool bare_socket::open() {
  fd_ = ::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP);
  if (fd_ < 0) return false;
  const icmp_filter only_replies{.data = ~(1U << ICMP_ECHOREPLY)};
  const int stamps = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE;
  for (const int option : {SO_RCVBUFFORCE, SO_SNDBUFFORCE}) {
    if (::setsockopt(fd_, SOL_SOCKET, option, &buffer_bytes, sizeof buffer_bytes) == 0) continue;
    const int plain = option == SO_RCVBUFFORCE ? SO_RCVBUF : SO_SNDBUF;
    ::setsockopt(fd_, SOL_SOCKET, plain, &buffer_bytes, sizeof buffer_bytes);
  }
  return ::setsockopt(fd_, SOL_RAW, ICMP_FILTER, &only_replies, sizeof only_replies) == 0 &&
         ::setsockopt(fd_, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof stamps) == 0 &&
         ::getrandom(&run_, sizeof run_, 0) == static_cast<ssize_t>(sizeof run_);
}

void bare_socket::add(std::uint32_t destination, const token& about) {
  unsigned char* const packet = out_->bytes[queued_];
  packet[0] = ICMP_ECHO;
  std::memset(packet + 1, 0, header_size - 1);
  std::memcpy(packet + 4, &run_, 2);
  const auto sequence = htons(static_cast<std::uint16_t>(about.sequence));
  std::memcpy(packet + 6, &sequence, sizeof sequence);
  std::memcpy(packet + header_size, &run_, sizeof run_);
  std::memcpy(packet + header_size + sizeof run_, &about, sizeof about);
  const std::uint16_t sum = checksum(packet);
  std::memcpy(packet + 2, &sum, sizeof sum);
  out_->names[queued_].sin_family = AF_INET;
  out_->names[queued_].sin_addr.s_addr = htonl(destination);
  out_->headers[queued_].msg_hdr.msg_name = &out_->names[queued_];
  out_->headers[queued_].msg_hdr.msg_namelen = sizeof(sockaddr_in);
  ++queued_;
}

std::size_t bare_socket::flush() {
  const int sent = ::sendmmsg(fd_, out_->headers, static_cast<unsigned>(queued_), MSG_DONTWAIT);
  queued_ = 0;
  return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

std::size_t bare_socket::receive() { return in_->receive(fd_, 0); }
stamped_packet bare_socket::message(std::size_t at) const { return in_->read(at, run_); }
std::size_t bare_socket::receive_stamps() { return looped_->receive(fd_, MSG_ERRQUEUE); }
stamped_packet bare_socket::stamp(std::size_t at) const { return looped_->read(at, run_); }

}  // namespace reachd::bench
