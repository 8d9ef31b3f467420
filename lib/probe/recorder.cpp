// SPDX-License-Identifier: Apache-2.0
#include "probe/recorder.hpp"

namespace reachd::probe {

std::uint64_t recorder::begin(target& probed) {
  probed.series.begin();
  probed.begun_due = probed.due;
  probed.begun_at = clock_->now();
  const std::uint64_t sequence = probed.series.sent();
  const bool in_bursts = probed.bursts != nullptr && probed.burst().count > 1;
  const auto number = in_bursts ? probed.bursts->begins_at(sequence) : std::optional(sequence);
  if (number) probed.as_witness.begin(*number, probed.begun_at);
  return sequence;
}

void recorder::ended(target& probed, std::uint64_t sequence, const core::probe_result& how) {
  const bool was_undecided = probed.series.state().undecided();
  const stats::bursts::verdict counts = count(probed, sequence, how.outcome);
  auto change = probed.series.record(how, counts.counts_as, wall_(), clock_->now());
  if (counts.counts_as) {
    core::probe_result as_one = how;
    as_one.outcome = *counts.counts_as;
    probed.as_witness.end(counts.number, as_one, clock_->now());
  }
  if (causes_ != nullptr) causes_->heard(probed, how);
  const bool failed = counts.counts_as && core::is_failure(*counts.counts_as);
  if (failed && probed.series.state().wants_down()) change = judge(probed).change;
  observer_->probe_ended(probed, sequence, how);
  note(probed, change, &how);
  if (!was_undecided && probed.series.state().undecided()) bring_forward(probed);
}

/// For the state of the target, and for those that it stands before, a burst is one.
stats::bursts::verdict recorder::count(target& probed, std::uint64_t sequence, core::outcome how) {
  if (probed.bursts == nullptr) return {.number = sequence, .counts_as = how, .loss_ratio = std::nullopt};
  const stats::bursts::verdict said = probed.bursts->ended(sequence, how);
  if (said.loss_ratio && probed.burst().count > 1) {
    stats::readings told;
    told.add(stats::reading_kind::burst_loss, *said.loss_ratio);
    probed.readings = std::make_shared<const stats::readings>(std::move(told));
  }
  return said;
}

void recorder::cut_burst(target& probed, std::uint64_t rest) {
  if (probed.bursts == nullptr) return;
  const auto undecided = probed.bursts->cut(probed.series.sent() + 1);
  if (undecided) {
    core::probe_result unmeasured;
    unmeasured.outcome = core::outcome::local_error;
    probed.as_witness.end(*undecided, unmeasured, clock_->now());
  }
  skipped(probed, rest, undecided ? 1 : 0);
}

void recorder::late(target& probed, std::uint64_t sequence, core::nanoseconds rtt) {
  probed.series.late(rtt, clock_->now());
  observer_->late_reply(probed, sequence, rtt);
}

void recorder::duplicate(target& probed, std::uint64_t sequence) {
  probed.series.duplicate(clock_->now());
  observer_->duplicate_reply(probed, sequence);
}

void recorder::bring_forward(target& probed) {
  probed.bring_forward(probed.schedule.retry_after(probed.begun_due, clock_->now()));
}

recorder::verdict recorder::judge(target& failing) {
  const finding found = causes_ != nullptr ? causes_->look_before(failing) : finding{};
  switch (found.says) {
    case stats::testimony::good:
      return {true, failing.series.go_down(wall_())};
    case stats::testimony::bad:
      return {true, failing.series.excuse(found.blamed, wall_())};
    case stats::testimony::pending:
      break;
  }
  return {false, std::nullopt};
}

bool recorder::decide(target& failing) {
  if (!failing.series.state().wants_down()) return true;
  const stats::evidence& grounds = failing.series.evidence();
  core::probe_result last;
  last.outcome = grounds.failed_as();
  last.cause = grounds.cause();
  const verdict fallen = judge(failing);
  note(failing, fallen.change, &last);
  return fallen.is_final;
}

void recorder::skipped(target& probed, std::uint64_t count, std::uint64_t times) {
  if (count == 0) return;
  probed.as_witness.skipped(clock_->now());
  note(probed, probed.series.skip(count, times, wall_(), clock_->now()));
}

void recorder::resolved(target& named) { note(named, named.series.resolved(wall_())); }

void recorder::configured(target& probed, stats::state next) { note(probed, probed.series.configure(next, wall_())); }

void recorder::note(target& changed, std::optional<stats::state_change> change, const core::probe_result* cause) {
  if (change) observer_->state_changed(changed, *change, cause);
}

}  // namespace reachd::probe
