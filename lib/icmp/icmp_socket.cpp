// SPDX-License-Identifier: Apache-2.0
#include "icmp/icmp_socket.hpp"

#include <linux/sock_diag.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <utility>

#include "icmp/send_control.hpp"

namespace reachd::icmp {
namespace {

/// A frame with a long link header, or an ICMP error with its extensions, around what we send; at least an Ethernet
/// MTU.
constexpr std::size_t around_a_packet = 512;
constexpr std::size_t least_buffer = 1536;

/// Reads that fail one after the other: each is the echo of an ICMP error, not the state of the queue.
constexpr int most_errors_in_a_row = 64;

/// Of one packet: each failure but the last may be an ICMP error about another, and a flood of forged ones may put the
/// next there before the packet is sent again.
constexpr int most_sends = 4;

constexpr std::int64_t longest_reading_ns = 50'000;
constexpr int most_readings = 4;

std::int64_t nanoseconds_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

int option_of(int fd, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  ::getsockopt(fd, SOL_SOCKET, name, &value, &size);
  return value;
}

/// What a pending ICMP error about another packet makes the next send fail with: Linux net/ipv4/icmp.c
/// icmp_err_convert, net/ipv6/icmp.c tab_unreach. None of them can be told from our own failure by its number.
bool may_be_of_another(int problem) {
  constexpr std::array converted = {ENETUNREACH, EHOSTUNREACH, ENOPROTOOPT, ECONNREFUSED, EMSGSIZE,
                                    EOPNOTSUPP,  EHOSTDOWN,    ENONET,      EACCES,       EPROTO};
  return std::ranges::find(converted, problem) != converted.end();
}

}  // namespace

core::result<std::unique_ptr<icmp_socket>> icmp_socket::open(const binding& to, const icmp_socket_options& options) {
  auto opened = open_icmp(to, options);
  if (!opened) return std::unexpected(opened.error());
  return std::make_unique<icmp_socket>(std::move(*opened), to.largest_payload);
}

icmp_socket::icmp_socket(opened_icmp opened, std::size_t largest_payload)
    : opened_(std::move(opened)),
      packets_(std::max(least_buffer, largest_payload + around_a_packet)),
      errors_(std::max(least_buffer, largest_payload + around_a_packet)) {
  arrivals_.reserve(message_batch::capacity);
  notices_.reserve(message_batch::capacity);
}

int icmp_socket::receive_buffer() const { return option_of(fd(), SO_RCVBUF); }
int icmp_socket::send_buffer() const { return option_of(fd(), SO_SNDBUF); }

wire::framing icmp_socket::framing() const {
  const bool with_header = kind() == socket_kind::raw && family() == core::family::v4;
  return with_header ? wire::framing::ipv4_header : wire::framing::none;
}

// Both scales must be of one moment, or a pause between the two readings looks like a clock step.
clock_reading icmp_socket::now() {
  for (int tries = 1;; ++tries) {
    const std::int64_t monotonic = nanoseconds_of(CLOCK_MONOTONIC);
    const std::int64_t wall = nanoseconds_of(CLOCK_REALTIME);
    if (nanoseconds_of(CLOCK_MONOTONIC) - monotonic < longest_reading_ns || tries == most_readings) {
      return {.monotonic = core::instant(core::nanoseconds(monotonic)),
              .wall = core::wall_time(core::nanoseconds(wall))};
    }
  }
}

int icmp_socket::send_one(const outgoing& packet) {
  const auto to = core::endpoint{.address = packet.destination, .port = 0}.to_socket_address();
  ssize_t sent = -1;
  if (packet.ttl == 0 && packet.traffic_class == 0) {
    sent = ::sendto(fd(), packet.packet.data(), packet.packet.size(), MSG_DONTWAIT, to.get(), to.length);
  } else {
    const send_control control(family(), packet.ttl, packet.traffic_class);
    iovec part{.iov_base = const_cast<std::byte*>(packet.packet.data()), .iov_len = packet.packet.size()};
    msghdr message = control.message();
    message.msg_name = const_cast<sockaddr*>(to.get());
    message.msg_namelen = to.length;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    sent = ::sendmsg(fd(), &message, MSG_DONTWAIT);
  }
  return sent < 0 ? errno : 0;
}

// One system call per packet: sendmmsg hides the error of all but its first packet, so it would have to try that packet
// again, and a firewall that drops every tenth would count it twice.
void icmp_socket::send(std::span<outgoing> batch) {
  for (outgoing& packet : batch) {
    packet.error = send_one(packet);
    for (int tries = 1; may_be_of_another(packet.error) && tries < most_sends; ++tries) {
      option_of(fd(), SO_ERROR);  // reading it clears it
      packet.error = send_one(packet);
    }
  }
}

bool icmp_socket::has_news() {
  pollfd asked{.fd = fd(), .events = POLLIN | POLLPRI, .revents = 0};
  return ::poll(&asked, 1, 0) != 0;
}

std::span<const arrival> icmp_socket::receive() {
  arrivals_.clear();
  int count = -1;
  for (int failed = 0; count < 0 && failed < most_errors_in_a_row; ++failed) {
    count = packets_.receive(fd(), 0);
    if (count < 0 && errno == EAGAIN) return {};
  }
  for (int index = 0; index < count; ++index) {
    const received_message message = packets_.message(static_cast<std::size_t>(index));
    arrivals_.push_back({.source = message.name.value_or(core::address()),
                         .packet = message.bytes,
                         .stamp = message.stamp,
                         .ttl = message.ttl});
  }
  return arrivals_;
}

notice icmp_socket::to_notice(const received_message& message) const {
  notice told;
  told.packet = message.bytes;
  if (!message.error) return told;
  if (message.error->ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
    told.kind = notice::kind::send_stamp;
    told.stamp = message.stamp;
  }
  // A raw socket gets the ICMP error as a packet too, with more of what it quotes.
  const std::uint8_t origin = family() == core::family::v4 ? SO_EE_ORIGIN_ICMP : SO_EE_ORIGIN_ICMP6;
  if (kind() == socket_kind::ping && message.error->ee_origin == origin && message.offender && message.name) {
    told.kind = notice::kind::icmp_error;
    told.destination = *message.name;
    told.cause = {.type = message.error->ee_type, .code = message.error->ee_code, .sender = *message.offender};
  }
  return told;
}

std::span<const notice> icmp_socket::collect() {
  notices_.clear();
  const int count = errors_.receive(fd(), MSG_ERRQUEUE);
  for (int index = 0; index < count; ++index) {
    notices_.push_back(to_notice(errors_.message(static_cast<std::size_t>(index))));
  }
  return notices_;
}

// The kernel has one count. SO_RXQ_OVFL would give it with the next packet only, which may never come after an
// overflow, so it is asked for. On a raw v6 socket it counts wrong checksums too (net/ipv6/raw.c); a queue that
// overflowed since the last drain is still full now, which tells the two apart.
kernel_drops icmp_socket::drops() {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof memory;
  if (::getsockopt(fd(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return drops_;
  const std::uint32_t more = memory[SK_MEMINFO_DROPS] - drops_seen_;
  drops_seen_ = memory[SK_MEMINFO_DROPS];
  const bool filled = memory[SK_MEMINFO_RMEM_ALLOC] >= memory[SK_MEMINFO_RCVBUF] / 2;
  const bool counts_checksums = kind() == socket_kind::raw && family() == core::family::v6;
  (counts_checksums && !filled && !was_filled_ ? drops_.checksum : drops_.overflow) += more;
  was_filled_ = filled;
  return drops_;
}

}  // namespace reachd::icmp
