// SPDX-License-Identifier: Apache-2.0
// What a thing can say of a time in which another was silent. Role: keeps the probes of a witness in the order of their
// sending, for a reply to a later one may come while earlier ones are still unanswered. Owner: a target, or whoever
// watches a gateway. Invariant: it says `good` only when nothing that is still in flight could make it a silence.
// What could not be measured is no silence. Shape: 16 bytes for each probe since the oldest one in flight.
#pragma once

#include <cstdint>
#include <vector>

#include "core/outcome.hpp"

namespace reachd::stats {

/// What a witness says of the time in which another was silent.
enum class testimony : std::uint8_t {
  good,     // it answered all along, also after the other had failed last; or it cannot be asked
  bad,      // it was silent as well
  pending,  // it cannot say yet: ask again when its next probe has ended
};

class witness_log {
 public:
  /// A probe begins. Numbers grow by one.
  void begin(std::uint64_t number, core::instant at);
  /// It has ended. What is not known to have begun is ignored.
  void end(std::uint64_t number, const core::probe_result& how, core::instant now);
  /// A probe was due and not begun.
  void skipped(core::instant now) { note_unmeasured(now); }

  /// Of the time from `first` to `last`, when the other's first and last failed probes were sent. One lost probe of the
  /// witness is chance, two in a row are not.
  testimony about(core::instant first, core::instant last, core::instant now) const;
  /// Failed probes that were sent after the latest answered one.
  unsigned failed_in_a_row() const;
  /// That many are more than chance: it is silent now.
  bool is_silent() const { return failed_in_a_row() >= silence; }
  /// The one of them that was sent last; an earlier one when there are none.
  core::instant last_failed() const { return last_failed_; }
  /// The answered probe that was sent last.
  core::instant last_reply() const { return last_reply_; }

 private:
  static constexpr unsigned silence = 2;

  enum class fate : std::uint8_t { open, answered, failed, unmeasured };
  struct sending {
    core::instant at;
    fate how = fate::open;
  };
  void note_unmeasured(core::instant now);
  void settle();
  bool cannot_be_asked(core::instant last, core::instant now) const;

  std::vector<sending> sent_;  // the first is in flight
  std::uint64_t first_number_ = 0;
  core::instant silent_until_{};  // the reply that ended the latest silence before sent_ was sent
  core::instant last_reply_{};
  core::instant last_failed_{};
  core::instant unmeasured_since_{};  // the epoch: what ended last was measured
  unsigned failed_ = 0;               // in a row, up to sent_
};

}  // namespace reachd::stats
