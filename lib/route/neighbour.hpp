// SPDX-License-Identifier: Apache-2.0
// What the kernel knows of a host on the link (ARP, neighbour discovery), from an RTM_NEWNEIGH.
// Source: rtnetlink(7), linux/neighbour.h, arp(7), RFC 4861 §7.3.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/address.hpp"
#include "core/time.hpp"
#include "route/bytes.hpp"

namespace reachd::route {

/// NUD_*. `none`: the kernel has no entry, which says nothing about the host. `failed`: it was asked for and silent.
enum class neighbour_state : std::uint8_t {
  none,
  incomplete,
  reachable,
  stale,
  delay,
  probe,
  failed,
  noarp,
  permanent,
};
std::string_view name_of(neighbour_state state);

struct neighbour {
  std::uint32_t interface = 0;
  core::address address{};
  neighbour_state state = neighbour_state::none;
  /// Time since the host was last known to be there, in steps of 10 ms. Of an entry that never was confirmed the kernel
  /// gives an age too: about a minute more than the entry is old.
  std::optional<core::nanoseconds> confirmed_ago{};
};

/// nullopt: malformed, or neither IPv4 nor IPv6.
std::optional<neighbour> parse_neighbour(byte_span payload);

}  // namespace reachd::route
