// SPDX-License-Identifier: Apache-2.0
#include "probe/echo_way.hpp"

#include <algorithm>
#include <array>

namespace reachd::probe {
namespace {

/// Buffers are of the largest size of the socket, so what is small does not share one with what is large.
std::uint16_t size_class_of(std::uint16_t payload_size) {
  constexpr std::array<std::uint16_t, 3> classes{icmp::binding::usual_largest, 9'000, 65'507};
  return *std::ranges::lower_bound(classes, std::min(payload_size, classes.back()));
}

}  // namespace

icmp::egress egress_of(const options::icmp& asked) {
  icmp::egress out;
  out.payload_size = asked.size;
  out.ttl = asked.ttl.value_or(0);
  out.traffic_class = static_cast<std::uint8_t>(asked.dscp.value_or(0) << 2);
  return out;
}

icmp::binding binding_of(const options::icmp& asked, core::family to) {
  return {.family = to,
          .source = asked.source,
          .interface = asked.interface,
          .mark = asked.mark,
          .dont_fragment = asked.dont_fragment,
          .largest_payload = size_class_of(asked.size)};
}

icmp::egress way_of(const options::any& asks, core::family to, lane_source* lanes) {
  const auto* const asked = options::get<options::icmp>(asks);
  if (asked == nullptr) return {};
  icmp::egress out = egress_of(*asked);
  const icmp::binding wanted = binding_of(*asked, to);
  if (lanes != nullptr && !wanted.is_usual()) out.lane = lanes->lane_of(wanted);
  return out;
}

}  // namespace reachd::probe
