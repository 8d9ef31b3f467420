// SPDX-License-Identifier: Apache-2.0
#include "daemon/problem_log.hpp"

#include <utility>

namespace reachd::daemon {

std::optional<std::uint64_t> problem_log::say(const std::string& key, core::instant now) {
  const auto at = keys_.find(key);
  if (at == keys_.end()) {
    if (keys_.size() >= most_keys) keys_.clear();
    keys_.emplace(key, heard{now, 0});
    return 0;
  }
  if (now - at->second.said < quiet) {
    ++at->second.unsaid;
    return std::nullopt;
  }
  at->second.said = now;
  return std::exchange(at->second.unsaid, 0);
}

}  // namespace reachd::daemon
