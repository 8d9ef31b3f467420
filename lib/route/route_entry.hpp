// SPDX-License-Identifier: Apache-2.0
// One entry of the kernel's routing table, from an RTM_NEWROUTE or RTM_DELROUTE. Invariant: what is malformed is no
// entry at all; attributes of an unknown type are passed by. Source: rtnetlink(7), linux/rtnetlink.h.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/address.hpp"
#include "route/bytes.hpp"

namespace reachd::route {

struct next_hop {
  std::optional<core::address> gateway;  // of either family (RTA_VIA); none: the destination is on the link
  std::uint32_t interface = 0;           // index
  bool dead = false;                     // the kernel does not use it
};

struct route_entry {
  core::family family = core::family::v4;
  std::uint8_t prefix_length = 0;
  std::uint8_t type = 0;    // RTN_*
  std::uint32_t table = 0;  // RT_TABLE_*
  std::uint32_t metric = 0;
  int preference = 0;            // of a router that advertises itself, RFC 4191: -1 low, 0 medium, 1 high
  bool selective = false;        // only for some packets: by type of service or source prefix
  std::vector<next_hop> hops{};  // several: packets are spread over them
};

/// nullopt: malformed, or neither IPv4 nor IPv6.
std::optional<route_entry> parse_route(byte_span payload);

/// Whether the message tells of a default route, for all that its first bytes say: nothing else is parsed of a routing
/// table with a million entries.
bool tells_of_default_route(byte_span payload);

}  // namespace reachd::route
