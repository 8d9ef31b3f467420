// SPDX-License-Identifier: Apache-2.0
// What a plugin means by how it ended. [pure]
// Source: Monitoring Plugins Development Guidelines, "Plugin Return Codes".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reachd::plugin {

enum class verdict : std::uint8_t {
  ok,
  warning,
  critical,
  unknown,  // the plugin could not tell: wrong arguments, say
  failed,   // it did not end as a plugin does: by a signal, or with a code that means nothing, as a shell's 127
};
inline constexpr std::array<std::string_view, 5> verdict_names = {"ok", "warning", "critical", "unknown", "failed"};

constexpr std::string_view name_of(verdict value) { return verdict_names[static_cast<std::size_t>(value)]; }

/// `signal`: the one that ended it, 0 for none.
constexpr verdict verdict_of(int exit_code, int signal) {
  return signal == 0 && exit_code >= 0 && exit_code <= 3 ? static_cast<verdict>(exit_code) : verdict::failed;
}

}  // namespace reachd::plugin
