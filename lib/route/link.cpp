// SPDX-License-Identifier: Apache-2.0
#include "route/link.hpp"

#include <linux/if.h>
#include <linux/rtnetlink.h>

#include "route/attribute.hpp"

namespace reachd::route {
namespace {

static_assert(static_cast<int>(operating_state::up) == IF_OPER_UP);

operating_state operating_of(std::uint8_t value) {
  return value <= IF_OPER_UP ? static_cast<operating_state>(value) : operating_state::unknown;
}

}  // namespace

std::optional<link_state> parse_link(byte_span payload) {
  const auto header = load<ifinfomsg>(payload);
  if (!header || header->ifi_index <= 0) return std::nullopt;
  link_state out{.interface = static_cast<std::uint32_t>(header->ifi_index),
                 .exists = true,
                 .admin_up = (header->ifi_flags & IFF_UP) != 0,
                 .carrier = (header->ifi_flags & IFF_LOWER_UP) != 0,
                 .running = (header->ifi_flags & IFF_RUNNING) != 0};
  attribute_reader attributes(payload, sizeof(ifinfomsg));
  while (const auto next = attributes.next()) {
    if (next->type == IFLA_IFNAME) out.name = text_of(*next);
    if (next->type != IFLA_OPERSTATE) continue;
    if (next->value.empty()) return std::nullopt;
    out.operating = operating_of(std::to_integer<std::uint8_t>(next->value[0]));
  }
  if (attributes.broken()) return std::nullopt;
  return out;
}

}  // namespace reachd::route
