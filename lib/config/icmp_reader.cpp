// SPDX-License-Identifier: Apache-2.0
#include "config/icmp_reader.hpp"

#include <algorithm>

#include "config/duration.hpp"
#include "config/probe_schema.hpp"
#include "config/text_form.hpp"
#include "core/address.hpp"

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

/// Of an address literal; a zone need not be there now.
std::optional<core::family> family_of(std::string_view literal) {
  if (const auto address = core::address::parse(literal)) return address->family();
  return core::address::zone_of(literal) ? std::optional(core::family::v6) : std::nullopt;
}

}  // namespace

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
                     "make 'count' or 'gap' smaller, or the interval longer"};
  }
  const auto from = family_of(of.source);
  const auto to = family_of(in.host);
  if (from && to && from != to) {
    return complaint{"'source' and the host are addresses of different families", "remove one of them"};
  }
  return std::nullopt;
}

}  // namespace reachd::config
