// SPDX-License-Identifier: Apache-2.0
#include "config/icmp_reader.hpp"

#include <algorithm>

#include "config/duration.hpp"
#include "config/host.hpp"
#include "config/probe_schema.hpp"
#include "config/text_form.hpp"

namespace reachd::config {
namespace {

template <typename Number>
std::optional<Number> number_at(const layered& from, std::size_t key) {
  const auto found = from.find(key);
  return found ? std::optional(static_cast<Number>(found->written.number)) : std::nullopt;
}

options::burst read_burst(const layered& from) {
  options::burst out;
  if (const auto count = number_at<std::uint16_t>(from, key_burst_count)) out.count = *count;
  if (const auto gap = number_at<std::int64_t>(from, key_burst_gap)) out.gap = core::nanoseconds(*gap);
  return out;
}

}  // namespace

std::optional<target_key> first_icmp_key_in(const section_values& level) {
  for (std::size_t key = first_icmp_key; key <= last_icmp_key; ++key) {
    if (level.at[key].set()) return static_cast<target_key>(key);
  }
  return std::nullopt;
}

bool says_icmp(const layered& from) {
  for (std::size_t key = first_icmp_key; key <= last_icmp_key; ++key) {
    if (from.find(key)) return true;
  }
  return false;
}

options::icmp read_icmp(const layered& from) {
  options::icmp out;
  out.size = number_at<std::uint16_t>(from, key_size).value_or(out.size);
  out.ttl = number_at<std::uint8_t>(from, key_ttl);
  if (const auto dscp = from.find(key_dscp)) out.dscp = parse_dscp(dscp->text());
  if (const auto df = from.find(key_df)) out.dont_fragment = df->written.number != 0;
  if (const auto source = from.find(key_source)) out.source = source->text();
  if (const auto link = from.find(key_interface)) out.interface = link->text();
  out.mark = number_at<std::uint32_t>(from, key_mark);
  out.burst = read_burst(from.inside(key_burst));
  return out;
}

std::optional<complaint> contradiction(const options::icmp& of, const target_settings& in) {
  const core::nanoseconds lasts = of.burst.gap * (of.burst.count - 1);
  const core::nanoseconds shortest = std::min(in.interval, in.retry);
  if (lasts >= shortest) {
    return complaint{"a burst that lasts " + format_duration(lasts) + " does not fit into " +
                         (in.retry < in.interval ? "'retry', which is " : "the interval, which is ") +
                         format_duration(shortest),
                     std::string("make 'count' or 'gap' smaller, or ") +
                         (in.retry < in.interval ? "'retry'" : "the interval") + " longer"};
  }
  const auto from = core::family_of_literal(of.source);
  const auto to = core::family_of_literal(in.host);
  if (from && to && from != to) {
    return complaint{"'source' and the host are addresses of different families", "remove one of them"};
  }
  const bool source_serves = from && in.family != core::families::both && core::holds(in.family, *from);
  if (from && !to && !source_serves) {
    return complaint{"'source' is an address of one family, and 'family' wants another", "remove one of them"};
  }
  return std::nullopt;
}

void take_family_of_source(const options::icmp& of, target_settings& in) {
  const auto from = core::family_of_literal(of.source);
  if (!from || in.family != core::families::any || core::family_of_literal(in.host)) return;
  in.family = *from == core::family::v4 ? core::families::v4 : core::families::v6;
}

}  // namespace reachd::config
