// SPDX-License-Identifier: Apache-2.0
// The TTL that replies arrive with. Role: a change of it tells of another way back or another host that answers.
// Owner: a series. Invariant: replies whose TTL is unknown change nothing.
#pragma once

#include <cstdint>
#include <optional>

namespace reachd::stats {

class reply_ttl {
 public:
  /// 0: unknown.
  void record(std::uint8_t ttl) {
    if (ttl == 0) return;
    if (latest_ != 0 && latest_ != ttl) ++changes_;
    latest_ = ttl;
  }

  std::optional<std::uint8_t> latest() const { return latest_ == 0 ? std::nullopt : std::optional(latest_); }
  std::uint32_t changes() const { return changes_; }

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.changes_, self.latest_);
  }

 private:
  std::uint32_t changes_ = 0;
  std::uint8_t latest_ = 0;
};

}  // namespace reachd::stats
