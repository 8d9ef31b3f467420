// SPDX-License-Identifier: Apache-2.0
// Says a recurring problem once. Role: ten thousand probes that fail for one reason are one line, and one more a minute
// while it lasts. Owner: the observer. Invariant: the first occurrence of a key is always said; what is not said is
// counted, and the count is said with the next line of its key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/time.hpp"

namespace reachd::daemon {

class problem_log {
 public:
  /// How many occurrences of `key` were not said since it was last; nullopt: do not say this one either.
  std::optional<std::uint64_t> say(const std::string& key, core::instant now);

 private:
  static constexpr core::nanoseconds quiet = std::chrono::minutes(1);
  static constexpr std::size_t most_keys = 1000;

  struct heard {
    core::instant said{};
    std::uint64_t unsaid = 0;
  };
  std::unordered_map<std::string, heard> keys_;
};

}  // namespace reachd::daemon
