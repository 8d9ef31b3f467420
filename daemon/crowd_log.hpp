// SPDX-License-Identifier: Apache-2.0
// Many lines that say the same. Role: a stall or a dead uplink makes every target `unknown` within a second; the first
// few are said, the others are counted and said as one. Owner: the reporter. Invariant: what is not said is counted,
// and the count is taken within two seconds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace reachd::daemon {

class crowd_log {
 public:
  static constexpr std::uint64_t said_each_second = 5;

  /// Whether to say this one of its kind.
  bool admit(const std::string& kind, core::instant now);

  struct rest {
    std::string kind;
    std::uint64_t count = 0;
  };
  /// The kinds whose second is over and of which some were not said.
  std::vector<rest> take(core::instant now);

 private:
  struct second {
    core::instant begun{};
    std::uint64_t seen = 0;
  };
  std::map<std::string, second> kinds_;
};

}  // namespace reachd::daemon
