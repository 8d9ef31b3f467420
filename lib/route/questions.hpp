// SPDX-License-Identifier: Apache-2.0
// Single questions to the kernel, answered at once: 4 to 5 us each. Role: the state of a link or neighbour, and the way
// to an address, at the moment of asking. Owner: table. Source: rtnetlink(7).
#pragma once

#include <cstdint>

#include "route/netlink_socket.hpp"
#include "route/request.hpp"
#include "route/way.hpp"
#include "route/ways.hpp"

namespace reachd::route {

class questions final : public state_source {
 public:
  static core::result<questions> open();

  core::result<link_state> link(std::uint32_t interface) override;
  core::result<route::neighbour> neighbour(std::uint32_t interface, const core::address& address) override;
  core::result<way> way_to(const core::address& destination, const packet_binding& bound = {});

 private:
  explicit questions(netlink_socket socket) : socket_(std::move(socket)) {}

  /// What the kernel said: its error, or a message.
  struct answer {
    int error = 0;
    message told;
  };
  core::result<answer> ask(const request& question);

  netlink_socket socket_;
  std::uint32_t sequence_ = 0;
};

}  // namespace reachd::route
