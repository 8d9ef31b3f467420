// SPDX-License-Identifier: Apache-2.0
#include "icmp/stamp_warm_up.hpp"

#include <linux/net_tstamp.h>
#include <poll.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "core/unique_fd.hpp"
#include "icmp/message_batch.hpp"

namespace reachd::icmp {
namespace {

constexpr int most_tries = 20;
constexpr int wait_ms = 1;

/// A datagram socket bound to 127.0.0.1 and connected to itself.
core::unique_fd socket_to_itself() {
  core::unique_fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int stamps = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE;
  sockaddr_in self{};
  self.sin_family = AF_INET;
  self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof self;
  auto* const address = reinterpret_cast<sockaddr*>(&self);
  const bool ready = fd && ::setsockopt(fd.get(), SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof stamps) == 0 &&
                     ::bind(fd.get(), address, size) == 0 && ::getsockname(fd.get(), address, &size) == 0 &&
                     ::connect(fd.get(), address, size) == 0;
  return ready ? std::move(fd) : core::unique_fd();
}

core::wall_time wall_now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return core::wall_time(std::chrono::seconds(now.tv_sec) + core::nanoseconds(now.tv_nsec));
}

}  // namespace

bool warm_up_stamps() {
  const core::unique_fd fd = socket_to_itself();
  if (!fd) return false;
  message_batch received(64);
  for (int count = 0; count < most_tries; ++count) {
    const char datagram = 0;
    if (::send(fd.get(), &datagram, sizeof datagram, 0) < 0) return false;
    pollfd ready{.fd = fd.get(), .events = POLLIN, .revents = 0};
    ::poll(&ready, 1, wait_ms);
    const core::wall_time arrived = wall_now();  // there by now; a later stamp was taken at reading
    const int messages = received.receive(fd.get(), 0);
    if (messages == 1 && received.message(0).stamp != core::wall_time{} && received.message(0).stamp <= arrived) {
      return true;
    }
    ::poll(nullptr, 0, wait_ms);
  }
  return false;
}

}  // namespace reachd::icmp
