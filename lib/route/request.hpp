// SPDX-License-Identifier: Apache-2.0
// What we ask the kernel, as bytes. Role: every request that is ever sent; none changes anything. All are as strict
// checking wants them (NETLINK_GET_STRICT_CHK), so that a kernel that knows it refuses what it does not understand.
// Source: rtnetlink(7), linux/rtnetlink.h, linux/neighbour.h.
#pragma once

#include <cstdint>
#include <vector>

#include "core/address.hpp"

namespace reachd::route {

using request = std::vector<std::byte>;

/// All unicast routes of the main table. The kernel cannot be asked for those of one prefix length.
request main_routes(core::family family, std::uint32_t sequence);

/// The entry of the routing table that a packet to this address would use (RTM_F_FIB_MATCH), through the interface that
/// its scope names, if any.
request route_to(const core::address& destination, std::uint32_t sequence);

request link_at(std::uint32_t interface, std::uint32_t sequence);

request neighbour_at(std::uint32_t interface, const core::address& neighbour, std::uint32_t sequence);

}  // namespace reachd::route
