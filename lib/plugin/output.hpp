// SPDX-License-Identifier: Apache-2.0
// What a plugin prints: "text | perfdata" in the first line, then more text, and behind a '|' in it more perfdata up to
// the end. [pure]
// Source: Monitoring Plugins Development Guidelines, "Plugin Output for Nagios" and "Performance data".
// Invariant: what is kept is bounded and the time is linear, whatever is read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/perfdata.hpp"

namespace reachd::plugin {

inline constexpr std::size_t longest_summary = 256;
inline constexpr std::size_t most_perfdata = 64;

struct output {
  std::string summary = {};  // the first line without its perfdata, printable, at most longest_summary bytes
  std::vector<perfdata> measurements = {};  // at most most_perfdata, each label once: the first of that name counts
  std::size_t dropped = 0;                  // unreadable, one label again, or too many; what has no value is none of it
};

output read_output(std::string_view text);

}  // namespace reachd::plugin
