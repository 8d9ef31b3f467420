// SPDX-License-Identifier: Apache-2.0
// What we ask the kernel, as bytes. Role: every request that is ever sent; none changes anything. All are as strict
// checking wants them (NETLINK_GET_STRICT_CHK), so that a kernel that knows it refuses what it does not understand.
// Source: rtnetlink(7), linux/rtnetlink.h, linux/neighbour.h.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/address.hpp"

namespace reachd::route {

using request = std::vector<std::byte>;

/// All unicast routes of the main table. The kernel cannot be asked for those of one prefix length.
request main_routes(core::family family, std::uint32_t sequence);

/// What a packet is bound to besides its destination.
struct packet_binding {
  std::optional<core::address> source = {};  // of the destination's family
  std::uint32_t interface = 0;               // its index; 0: none, or that of the destination's scope
  std::uint32_t mark = 0;
};

/// The entry of the routing table that such a packet would use (RTM_F_FIB_MATCH).
request route_to(const core::address& destination, const packet_binding& bound, std::uint32_t sequence);

request link_at(std::uint32_t interface, std::uint32_t sequence);

request neighbour_at(std::uint32_t interface, const core::address& neighbour, std::uint32_t sequence);

}  // namespace reachd::route
