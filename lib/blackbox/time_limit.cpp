// SPDX-License-Identifier: Apache-2.0
#include "blackbox/time_limit.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace reachd::blackbox {
namespace {

constexpr core::nanoseconds shortest_probe = std::chrono::milliseconds(1);

}  // namespace

core::result<core::nanoseconds> time_limit(std::string_view header, core::nanoseconds of_module) {
  const core::nanoseconds own = of_module > core::nanoseconds::zero() ? of_module : longest_probe;
  if (header.empty()) return own;
  double seconds = 0;
  const auto [end, problem] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (problem != std::errc{} || end != header.data() + header.size() || !std::isfinite(seconds) || seconds < 0) {
    return std::unexpected(core::error("X-Prometheus-Scrape-Timeout-Seconds is no number of seconds"));
  }
  if (seconds == 0) return own;  // as if it had not come
  if (seconds >= core::to_seconds(longest_probe + kept_for_answer)) return own;
  const auto waits = std::chrono::duration_cast<core::nanoseconds>(std::chrono::duration<double>(seconds));
  // A scrape that waits for less than is kept for the answer will hardly get one; the module's own time is no worse.
  if (waits <= kept_for_answer) return own;
  return std::max(shortest_probe, std::min(own, waits - kept_for_answer));
}

}  // namespace reachd::blackbox
