// SPDX-License-Identifier: Apache-2.0
#include "probe/kernel_ways.hpp"

#include <net/if.h>

#include <algorithm>

#include "route/way.hpp"

namespace reachd::probe {
namespace {

using route::neighbour_state;

link_address link_address_of(neighbour_state state) {
  switch (state) {
    case neighbour_state::none:
    case neighbour_state::incomplete:
      return link_address::asked_for;
    case neighbour_state::failed:
      return link_address::failed;
    default:
      return link_address::known;
  }
}

/// The hop to judge by: the first that works, else the first.
const route::hop& usual_hop(const route::default_way& way) {
  const auto works = [](const route::hop& each) { return !each.dead && each.link.works(); };
  const auto at = std::ranges::find_if(way.hops, works);
  return at != way.hops.end() ? *at : way.hops.front();
}

/// The link of `with` that `taken` goes by; nullopt: none.
std::optional<std::uint32_t> shared_link(const route::way& taken, const route::default_way& with) {
  const auto shared = std::ranges::find_if(taken.hops, [&](const route::next_hop& hop) {
    return std::ranges::any_of(with.hops, [&](const route::hop& each) { return each.interface == hop.interface; });
  });
  return shared != taken.hops.end() ? std::optional(shared->interface) : std::nullopt;
}

/// nullopt: this machine does not have it, so nothing can be sent.
std::optional<route::packet_binding> binding_of(const bound_packets& as) {
  route::packet_binding out;
  out.mark = as.mark;
  if (!as.interface.empty()) out.interface = ::if_nametoindex(as.interface.c_str());
  if (!as.source.empty()) out.source = core::address::parse(as.source);
  const bool missing = (!as.interface.empty() && out.interface == 0) || (!as.source.empty() && !out.source);
  return missing ? std::nullopt : std::optional(out);
}

}  // namespace

way_out way_out_of(const route::default_way& way, bool now) {
  const route::hop& by = usual_hop(way);
  way_out out{.existed = true,
              .routed = now,
              .linked = by.link.works(),
              .gateway = by.gateway,
              .link_address = link_address_of(by.neighbour.state),
              .confirmed_ago = {},
              .interface = by.link.name};
  for (const route::hop& each : way.hops) out.links.push_back({each.interface, each.link.works()});
  if (out.link_address == link_address::known) out.confirmed_ago = by.neighbour.confirmed_ago;
  return out;
}

way_out kernel_ways::look(core::family family) {
  table_->drain();
  (void)table_->refresh();  // what could not be read stays as it was; the owner of the table reads on
  const route::default_way* const now = table_->default_of(family);
  const route::default_way* const last = now != nullptr ? now : table_->last_default_of(family);
  if (last == nullptr) return {};
  way_out out = way_out_of(*last, now != nullptr);
  if (!out.gateway) return out;
  // The kernel tells of a neighbour's changes of state, and not of its being confirmed.
  const auto fresh = table_->neighbour(usual_hop(*last).interface, *out.gateway);
  if (!fresh) return out;
  out.link_address = link_address_of(fresh->state);
  out.confirmed_ago = out.link_address == link_address::known ? fresh->confirmed_ago : std::nullopt;
  return out;
}

std::optional<need> kernel_ways::need_of(const core::address& destination, const bound_packets& as) {
  const route::default_way* const last = table_->last_default_of(destination.family());
  const auto bound = binding_of(as);
  if (last == nullptr || !bound) return need{};
  const auto taken = table_->way_to(destination, *bound);
  if (!taken) return std::nullopt;
  switch (taken->kind) {
    case route::way_kind::local:
      return need{};
    case route::way_kind::none:  // without a route of its own it would go by the default route, which is gone
      return need{.of = as.to_nothing() ? dependence::way : dependence::none};
    case route::way_kind::on_link:
      if (const auto link = shared_link(*taken, *last)) return need{.of = dependence::link, .interface = *link};
      return need{};
    default:
      return need{.of = route::depends_on(*taken, *last) ? dependence::way : dependence::none};
  }
}

}  // namespace reachd::probe
