// SPDX-License-Identifier: Apache-2.0
#include "route/neighbour.hpp"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include <array>

#include "route/attribute.hpp"

namespace reachd::route {
namespace {

neighbour_state state_of(std::uint16_t flags) {
  switch (flags) {
    case NUD_INCOMPLETE:
      return neighbour_state::incomplete;
    case NUD_REACHABLE:
      return neighbour_state::reachable;
    case NUD_STALE:
      return neighbour_state::stale;
    case NUD_DELAY:
      return neighbour_state::delay;
    case NUD_PROBE:
      return neighbour_state::probe;
    case NUD_FAILED:
      return neighbour_state::failed;
    case NUD_NOARP:
      return neighbour_state::noarp;
    case NUD_PERMANENT:
      return neighbour_state::permanent;
    default:
      return neighbour_state::none;
  }
}

core::nanoseconds from_ticks(std::uint32_t ticks) {
  return core::nanoseconds(std::int64_t{1'000'000'000} / ::sysconf(_SC_CLK_TCK) * ticks);
}

}  // namespace

std::string_view name_of(neighbour_state state) {
  static constexpr std::array<std::string_view, 9> names = {"none",  "incomplete", "reachable", "stale",    "delay",
                                                            "probe", "failed",     "noarp",     "permanent"};
  return names[static_cast<std::size_t>(state)];
}

std::optional<neighbour> parse_neighbour(byte_span payload) {
  const auto header = load<ndmsg>(payload);
  if (!header || header->ndm_ifindex <= 0) return std::nullopt;
  neighbour out{.interface = static_cast<std::uint32_t>(header->ndm_ifindex), .state = state_of(header->ndm_state)};
  bool named = false;
  attribute_reader attributes(payload, sizeof(ndmsg));
  while (const auto next = attributes.next()) {
    if (next->type == NDA_DST) {
      const auto address = address_of(next->value, header->ndm_family, out.interface);
      if (!address) return std::nullopt;
      out.address = *address;
      named = true;
    }
    if (next->type == NDA_CACHEINFO) {
      const auto ages = load<nda_cacheinfo>(next->value);
      if (!ages) return std::nullopt;
      out.confirmed_ago = from_ticks(ages->ndm_confirmed);
    }
  }
  if (attributes.broken() || !named) return std::nullopt;
  return out;
}

}  // namespace reachd::route
