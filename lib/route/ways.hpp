// SPDX-License-Identifier: Apache-2.0
// The default routes as last read. Role: which of them is in force, and what a notification makes out of date. Pure:
// the states of links and neighbours come from a `state_source`. Owner: table. Which one the kernel uses: the lowest
// metric, then the router's preference (RFC 4191), whether the link has a carrier or not, unless it says that it is
// dead (it does so without a carrier under ignore_routes_with_linkdown). IPv6 passes a router by that failed,
// net/ipv6/route.c rt6_check_neigh(), unless this machine forwards.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "route/default_way.hpp"
#include "route/message.hpp"

namespace reachd::route {

class state_source {
 public:
  virtual ~state_source() = default;
  /// `exists` is false when there is no such interface.
  virtual core::result<link_state> link(std::uint32_t interface) = 0;
  /// `none` when the kernel has no entry.
  virtual core::result<route::neighbour> neighbour(std::uint32_t interface, const core::address& address) = 0;
};

/// What must be read again. In this order: more includes less.
enum class impact : std::uint8_t { nothing, states, routes };

class ways {
 public:
  /// More than so many default routes of a family are not kept.
  static constexpr std::size_t limit = 64;

  /// All default routes of the family, of which in_force() knows after look().
  void replace(core::family family, std::vector<default_way> routes);
  /// Reads the states of all hops and chooses. Error: the source's first; what was read before it holds.
  core::result<void> look(state_source& source);

  /// nullptr: none. Both are valid until the next look().
  const default_way* in_force(core::family family) const;
  /// The one in force, or else the last that was, with the present state of its links. nullptr: there never was one.
  const default_way* last(core::family family) const;

  impact impact_of(const message& notification) const;

 private:
  struct of_family {
    std::vector<default_way> routes;
    std::optional<default_way> last;
    bool present = false;  // whether `last` is in force
  };
  template <typename Condition>
  bool any_hop(Condition condition) const;
  bool uses(std::uint32_t interface) const;
  bool is_gateway(std::uint32_t interface, const core::address& address) const;

  std::array<of_family, 2> families_;
};

}  // namespace reachd::route
