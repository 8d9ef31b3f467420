// SPDX-License-Identifier: Apache-2.0
// What the host name `_gateway` stands for, as in nss-myhostname(8): the gateways of the default routes in force.
#pragma once

#include <vector>

#include "core/address.hpp"
#include "route/table.hpp"

namespace reachd::route {

/// Those of the IPv4 route first, then those of the IPv6 one. Empty: no default route, or it is point-to-point.
std::vector<core::address> gateways(const table& from);

}  // namespace reachd::route
