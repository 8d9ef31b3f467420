// SPDX-License-Identifier: Apache-2.0
#include "daemon/environment.hpp"

#include <charconv>
#include <cstdlib>

namespace reachd::daemon {

std::optional<std::string> take_from_environment(const char* name) {
  const char* set = std::getenv(name);
  if (set == nullptr) return std::nullopt;
  std::string value = set;
  unsetenv(name);
  return value;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace reachd::daemon
