// SPDX-License-Identifier: Apache-2.0
// What the kernel hands to a raw ICMP socket. Role: a raw socket gets a copy of every ICMP packet of the host; these
// filters keep echo replies that bear our ident and ICMP errors that quote an echo request of ours, and nothing else,
// so that others' pings cost no wake-up. Invariant: whatever bears our ident passes, forgeries too, to be counted.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

#include "core/address.hpp"

namespace reachd::icmp {

/// Classic BPF. v4 packets begin with their IP header, v6 ones with the ICMPv6 header, as raw(7) sockets see them.
std::vector<sock_filter> echo_filter(core::family family, std::uint16_t ident);

/// Sets the filter and the kernel's cheaper one by type (ICMP_FILTER, ICMP6_FILTER). False: see errno.
bool attach_filters(int fd, core::family family, std::uint16_t ident);

}  // namespace reachd::icmp
