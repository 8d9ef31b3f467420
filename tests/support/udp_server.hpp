// SPDX-License-Identifier: Apache-2.0
// A UDP server on 127.0.0.1 in a thread of its own: it answers each datagram with what a function makes of it. Role: a
// name server for tests that says whatever the test wants. Ends with its owner.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include "core/address.hpp"
#include "core/unique_fd.hpp"

namespace reachd::test {

class udp_server {
 public:
  using bytes = std::vector<std::byte>;
  /// From one datagram to those that are sent back.
  using script = std::function<std::vector<bytes>(std::span<const std::byte>)>;

  explicit udp_server(script answers) : answers_(std::move(answers)) {
    fd_.reset(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    end_.reset(::eventfd(0, EFD_CLOEXEC));
    const core::endpoint any{*core::address::parse("127.0.0.1"), 0};
    const auto raw = any.to_socket_address();
    REQUIRE(::bind(fd_.get(), raw.get(), raw.length) == 0);
    core::socket_address bound;
    bound.length = sizeof bound.storage;
    ::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&bound.storage), &bound.length);
    port_ = ntohs(reinterpret_cast<sockaddr_in*>(&bound.storage)->sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  udp_server(const udp_server&) = delete;
  udp_server& operator=(const udp_server&) = delete;
  ~udp_server() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto told = ::write(end_.get(), &one, sizeof one);
    thread_.join();
  }

  std::uint16_t port() const { return port_; }

 private:
  void serve() {
    std::array<std::byte, 65'536> buffer{};
    for (;;) {
      std::array<pollfd, 2> both{{{fd_.get(), POLLIN, 0}, {end_.get(), POLLIN, 0}}};
      if (::poll(both.data(), both.size(), -1) < 0 || both[1].revents != 0) return;
      core::socket_address from;
      from.length = sizeof from.storage;
      auto* const raw = reinterpret_cast<sockaddr*>(&from.storage);
      const ssize_t size = ::recvfrom(fd_.get(), buffer.data(), buffer.size(), 0, raw, &from.length);
      if (size < 0) continue;
      for (const bytes& one : answers_(std::span(buffer).first(static_cast<std::size_t>(size)))) {
        ::sendto(fd_.get(), one.data(), one.size(), 0, raw, from.length);
      }
    }
  }

  script answers_;
  core::unique_fd fd_, end_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace reachd::test
