// SPDX-License-Identifier: Apache-2.0
#include "route/ways.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>
#include <tuple>

namespace reachd::route {
namespace {

constexpr std::size_t index_of(core::family family) { return family == core::family::v4 ? 0 : 1; }

core::result<void> look_at(hop& one, state_source& source) {
  auto link = source.link(one.interface);
  if (!link) return std::unexpected(link.error());
  // A removed interface keeps its name, for those who tell of it.
  if (link->name.empty()) link->name = one.link.name;
  one.link = std::move(*link);
  if (!one.gateway) return {};
  auto neighbour = source.neighbour(one.interface, *one.gateway);
  if (!neighbour) return std::unexpected(neighbour.error());
  one.neighbour = *neighbour;
  return {};
}

core::result<void> look_at(default_way& way, state_source& source) {
  for (hop& one : way.hops) {
    if (auto looked = look_at(one, source); !looked) return looked;
  }
  return {};
}

bool usable(const default_way& way) {
  return std::any_of(way.hops.begin(), way.hops.end(), [](const hop& one) { return !one.dead; });
}

/// The smaller is used.
auto rank(const default_way& way) {
  const bool passed_by = way.family == core::family::v6 && way.gateways_failed();
  return std::tuple(!usable(way), passed_by, way.metric, -way.preference);
}

const default_way* best_of(const std::vector<default_way>& routes) {
  const auto best = std::min_element(routes.begin(), routes.end(),
                                     [](const auto& left, const auto& right) { return rank(left) < rank(right); });
  return best != routes.end() && usable(*best) ? &*best : nullptr;
}

}  // namespace

void ways::replace(core::family family, std::vector<default_way> routes) {
  families_[index_of(family)].routes = std::move(routes);
}

core::result<void> ways::look(state_source& source) {
  for (of_family& of : families_) {
    for (default_way& way : of.routes) {
      if (auto looked = look_at(way, source); !looked) return looked;
    }
    const default_way* best = best_of(of.routes);
    of.present = best != nullptr;
    if (best != nullptr) {
      of.last = *best;
    } else if (of.last) {
      if (auto looked = look_at(*of.last, source); !looked) return looked;
    }
  }
  return {};
}

const default_way* ways::in_force(core::family family) const {
  return families_[index_of(family)].present ? last(family) : nullptr;
}

const default_way* ways::last(core::family family) const {
  const auto& last = families_[index_of(family)].last;
  return last ? &*last : nullptr;
}

template <typename Condition>
bool ways::any_hop(Condition condition) const {
  const auto in_way = [&](const default_way& way) { return std::any_of(way.hops.begin(), way.hops.end(), condition); };
  return std::any_of(families_.begin(), families_.end(), [&](const of_family& of) {
    return std::any_of(of.routes.begin(), of.routes.end(), in_way) || (of.last && in_way(*of.last));
  });
}

bool ways::uses(std::uint32_t interface) const {
  return any_hop([&](const hop& one) { return one.interface == interface; });
}

bool ways::is_gateway(std::uint32_t interface, const core::address& address) const {
  return any_hop([&](const hop& one) { return one.interface == interface && one.gateway == address; });
}

impact ways::impact_of(const message& notification) const {
  switch (notification.type) {
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      return tells_of_default_route(notification.payload) ? impact::routes : impact::nothing;
    case RTM_NEWLINK:
    case RTM_DELLINK: {
      // A link that goes down takes its IPv4 routes along without a word.
      const auto link = parse_link(notification.payload);
      return link && uses(link->interface) ? impact::routes : impact::nothing;
    }
    case RTM_NEWNEIGH:
    case RTM_DELNEIGH: {
      const auto one = parse_neighbour(notification.payload);
      return one && is_gateway(one->interface, one->address) ? impact::states : impact::nothing;
    }
    case RTM_DELADDR:
    case RTM_DELNEXTHOP:
      // So do an address that a route prefers as its source, and a nexthop object.
      return impact::routes;
    default:
      return impact::nothing;
  }
}

}  // namespace reachd::route
