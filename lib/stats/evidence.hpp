// SPDX-License-Identifier: Apache-2.0
// What a verdict rests on. Role: remembers the probes that a person would ask about when a target went down (the first
// that failed, the last that was answered, what the network said). Owner: a series. Invariant: times are of the probes'
// sending, never of their ends; what was never sent leaves no time. Probes overlap: one that was sent before the latest
// answered one and ends after it tells of a time that is over, and is in no row.
#pragma once

#include <cstdint>
#include <string>

#include "core/outcome.hpp"

namespace reachd::stats {

/// A moment on both scales; the epoch: there was none.
struct moment {
  core::instant at{};
  core::wall_time wall{};

  bool known() const { return at != core::instant{}; }
  bool operator==(const moment&) const = default;

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.at, self.wall);
  }
};

/// The newest outcomes, at most 16, in 8 bytes.
class recent_outcomes {
 public:
  static constexpr std::size_t capacity = 16;

  void push(core::outcome newest) { packed_ = packed_ << 4 | (static_cast<std::uint64_t>(newest) + 1); }
  std::size_t size() const;
  /// One letter each, the oldest first: `.` reply, `x` lost, `u` unreachable, `r` refused, `m` mismatch, `e`
  /// local_error, `s` stopped.
  std::string text() const;

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.packed_);
    archive.require(self.well_formed());
  }

 private:
  bool well_formed() const;

  std::uint64_t packed_ = 0;  // 4 bits each: 0 nothing, else the outcome + 1
};

class evidence {
 public:
  /// False: it was overtaken by a reply to a later probe.
  bool record(const core::probe_result& ended);
  /// Something else was to blame for the failures so far: the next one is the first that counts.
  void excuse() { first_counted_ = questioned_ = {}; }
  /// Enough have failed in a row: from now on witnesses are asked, about the time until the latest of them was sent.
  void question() {
    if (questioned_ == core::instant{}) questioned_ = last_failed_.at;
  }

  /// Of the failed probes in a row that were not yet followed by a reply.
  const moment& first_failed() const { return first_failed_; }
  const moment& last_failed() const { return last_failed_; }
  /// As first_failed(), since the latest excuse(): from then on a witness is asked.
  core::instant first_counted() const { return first_counted_; }
  /// What question() noted. It stays while probes go on failing, so that a witness that answers later than that is
  /// late enough, however often it is asked.
  core::instant questioned() const { return questioned_; }
  /// The answered probe that was sent last.
  const moment& last_reply() const { return last_reply_; }
  /// Of the replies in a row that were not yet followed by a failure, the one whose probe was sent first.
  const moment& first_reply() const { return first_reply_; }
  const recent_outcomes& outcomes() const { return outcomes_; }
  /// How the latest failed probe ended, and the latest ICMP error among those in a row (type 0: none).
  core::outcome failed_as() const { return failed_as_; }
  const core::icmp_cause& cause() const { return cause_; }

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.first_failed_, self.last_failed_, self.last_reply_, self.first_reply_, self.first_counted_,
            self.questioned_, self.outcomes_, self.cause_);
    archive.choice(self.failing_, 2);
    archive.choice(self.failed_as_, core::outcome_count);
  }

 private:
  bool is_overtaken(const core::probe_result& ended) const;
  void note_failure(const core::probe_result& ended);
  void note_reply(const core::probe_result& ended);

  moment first_failed_;
  moment last_failed_;
  moment last_reply_;
  moment first_reply_;
  core::instant first_counted_{};
  core::instant questioned_{};
  recent_outcomes outcomes_;
  core::icmp_cause cause_;
  bool failing_ = false;
  core::outcome failed_as_ = core::outcome::lost;
};

}  // namespace reachd::stats
