// SPDX-License-Identifier: Apache-2.0
// A default route of the main table with what is known of its hops. Role: the vocabulary of everyone who asks where our
// packets leave this machine. Invariant: it has at least one hop.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/address.hpp"
#include "route/link.hpp"
#include "route/neighbour.hpp"
#include "route/route_entry.hpp"

namespace reachd::route {

struct hop {
  std::optional<core::address> gateway;  // none: point-to-point, whatever is at the other end takes the packets
  std::uint32_t interface = 0;
  bool dead = false;             // the kernel does not use it
  link_state link{};             // of the interface, by name; `exists` false: it was removed
  route::neighbour neighbour{};  // of the gateway; `none` where there is no gateway
};

struct default_way {
  core::family family = core::family::v4;
  std::uint32_t metric = 0;
  int preference = 0;  // see route_entry
  std::vector<hop> hops{};

  /// Every gateway was asked for its address and is silent.
  bool gateways_failed() const;
};

/// nullopt: not a unicast default route of the main table for all packets, or the kernel names its hops only by the
/// number of a nexthop object (sysctl net.ipv4.nexthop_compat_mode=0).
std::optional<default_way> default_way_of(const route_entry& entry);

}  // namespace reachd::route
