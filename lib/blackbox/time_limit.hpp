// SPDX-License-Identifier: Apache-2.0
// How long a probe may take that a scrape waits for. [pure] Role: the answer must be there before the scrape gives up,
// or a target that does not answer would be seen as an exporter that does not.
#pragma once

#include <string_view>

#include "core/error.hpp"
#include "core/time.hpp"

namespace reachd::blackbox {

/// Without a header, and at most.
inline constexpr core::nanoseconds longest_probe = std::chrono::seconds(60);
/// For the way back.
inline constexpr core::nanoseconds kept_for_answer = std::chrono::milliseconds(500);

/// `header`: X-Prometheus-Scrape-Timeout-Seconds, empty: none came; `of_module`: zero: it says nothing. Error: the
/// header is no number of seconds.
core::result<core::nanoseconds> time_limit(std::string_view header, core::nanoseconds of_module);

}  // namespace reachd::blackbox
