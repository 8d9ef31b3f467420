// SPDX-License-Identifier: Apache-2.0
// One measurement that a plugin prints: 'label'=value[unit];[warn];[crit];[min];[max]. [pure]
// Source: Monitoring Plugins Development Guidelines, "Performance data". Whoever wrote the plugin may be hostile.
// Invariant: every number is finite, every text is printable and bounded, the label is not empty.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reachd::plugin {

struct quantity {
  double value = 0;
  std::string_view unit = {};  // "s", "B", or that of the perfdata, which it then points into
  bool operator==(const quantity&) const = default;
};

struct perfdata {
  static constexpr std::size_t longest_label = 128;
  static constexpr std::size_t longest_unit = 16;
  static constexpr std::size_t longest_range = 64;

  std::string label = {};
  double value = 0;
  std::string unit = {};      // as written: "", "s", "ms", "%", "MB", "c" for a counter, or a word of the plugin's own
  std::string warning = {};   // as written, a range such as "10:20" or "@5"; empty: none
  std::string critical = {};  // likewise
  std::optional<double> min = {};
  std::optional<double> max = {};

  bool operator==(const perfdata&) const = default;
  /// In seconds and bytes where the unit is one of time or bytes. KB, MB and so on are powers of 1024, for check_disk,
  /// check_swap and their like divide so.
  quantity base_value() const;
};

enum class reading { measured, no_value, unreadable };

/// Takes the next measurement off the front of `text`, which is not empty and begins with no white space. `no_value`:
/// the plugin says that it has none (U). After `unreadable` all up to the next white space has been taken, or all of it
/// when a quote is never closed. A range that is none is left out, and so is a minimum or maximum that is no number.
reading take_perfdata(std::string_view& text, perfdata& out);

}  // namespace reachd::plugin
