// SPDX-License-Identifier: Apache-2.0
#include "route/route_entry.hpp"

#include <linux/icmpv6.h>
#include <linux/rtnetlink.h>

#include "route/attribute.hpp"

namespace reachd::route {
namespace {

/// Where a gateway was told; its scope is known only once the interface is.
struct told_gateway {
  int family = 0;
  byte_span value;
};

/// RTA_VIA: a gateway of another family than the route's. struct rtvia: two bytes of family, then the address.
told_gateway via(byte_span value) {
  const auto family = load<std::uint16_t>(value);
  if (!family) return {};
  return {.family = *family, .value = value.subspan(sizeof *family)};
}

/// False: a gateway was told that cannot be one.
bool set_gateway(next_hop& hop, const std::optional<told_gateway>& told) {
  if (!told) return true;
  hop.gateway = address_of(told->value, told->family, hop.interface);
  return hop.gateway.has_value();
}

bool parse_hops(byte_span value, int family, std::vector<next_hop>& hops) {
  while (!value.empty()) {
    const auto header = load<rtnexthop>(value);
    if (!header || header->rtnh_len < sizeof(rtnexthop) || header->rtnh_len > value.size()) return false;
    next_hop& hop = hops.emplace_back();
    hop.interface = static_cast<std::uint32_t>(header->rtnh_ifindex);
    hop.dead = (header->rtnh_flags & RTNH_F_DEAD) != 0;
    std::optional<told_gateway> told;
    attribute_reader attributes(value.first(header->rtnh_len), sizeof(rtnexthop));
    while (const auto next = attributes.next()) {
      if (next->type == RTA_GATEWAY) told = told_gateway{.family = family, .value = next->value};
      if (next->type == RTA_VIA) told = via(next->value);
    }
    if (attributes.broken() || !set_gateway(hop, told)) return false;
    value = after(value, header->rtnh_len);
  }
  return true;
}

int preference_of(std::uint8_t value) {
  return value == ICMPV6_ROUTER_PREF_HIGH ? 1 : value == ICMPV6_ROUTER_PREF_LOW ? -1 : 0;
}

/// What the attributes say beside the hops of RTA_MULTIPATH.
struct told {
  std::optional<told_gateway> gateway;
  std::optional<std::uint32_t> interface;
};

bool take(const attribute& one, int family, route_entry& out, told& single) {
  const auto number = load<std::uint32_t>(one.value);
  switch (one.type) {
    case RTA_TABLE:
      if (number) out.table = *number;
      return number.has_value();
    case RTA_PRIORITY:
      if (number) out.metric = *number;
      return number.has_value();
    case RTA_OIF:
      single.interface = number;
      return number.has_value();
    case RTA_PREF:
      out.preference = one.value.empty() ? 0 : preference_of(std::to_integer<std::uint8_t>(one.value[0]));
      return !one.value.empty();
    case RTA_GATEWAY:
      single.gateway = told_gateway{.family = family, .value = one.value};
      return true;
    case RTA_VIA:
      single.gateway = via(one.value);
      return true;
    case RTA_MULTIPATH:
      return parse_hops(one.value, family, out.hops);
    default:
      return true;
  }
}

}  // namespace

std::optional<route_entry> parse_route(byte_span payload) {
  const auto header = load<rtmsg>(payload);
  if (!header) return std::nullopt;
  const auto family = family_of(header->rtm_family);
  if (!family) return std::nullopt;
  route_entry out{.family = *family,
                  .prefix_length = header->rtm_dst_len,
                  .type = header->rtm_type,
                  .table = header->rtm_table,
                  .selective = header->rtm_tos != 0 || header->rtm_src_len != 0};
  told single;
  attribute_reader attributes(payload, sizeof(rtmsg));
  while (const auto next = attributes.next()) {
    if (!take(*next, header->rtm_family, out, single)) return std::nullopt;
  }
  if (attributes.broken()) return std::nullopt;
  if (single.interface) {
    next_hop& hop = out.hops.emplace_back();
    hop.interface = *single.interface;
    hop.dead = (header->rtm_flags & RTNH_F_DEAD) != 0;
    if (!set_gateway(hop, single.gateway)) return std::nullopt;
  }
  return out;
}

bool tells_of_default_route(byte_span payload) {
  const auto header = load<rtmsg>(payload);
  return header && header->rtm_dst_len == 0 && header->rtm_table == RT_TABLE_MAIN &&
         family_of(header->rtm_family).has_value();
}

}  // namespace reachd::route
