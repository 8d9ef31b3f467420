// SPDX-License-Identifier: Apache-2.0
#include "probe/recorder.hpp"

namespace reachd::probe {

std::uint64_t recorder::begin(target& probed) {
  probed.series.begin();
  probed.begun_due = probed.due;
  probed.begun_at = clock_->now();
  return probed.series.sent();
}

void recorder::ended(target& probed, std::uint64_t sequence, const core::probe_result& how) {
  const bool was_undecided = probed.series.state().undecided();
  const auto change = probed.series.record(how, wall_(), clock_->now());
  observer_->probe_ended(probed, sequence, how);
  if (causes_ != nullptr) causes_->heard(probed, how);
  note(probed, change, &how);
  if (core::is_failure(how.outcome)) decide(probed);
  if (!was_undecided && probed.series.state().undecided()) bring_forward(probed);
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

bool recorder::decide(target& failing) {
  if (!failing.series.state().wants_down()) return true;
  const finding found = causes_ != nullptr ? causes_->look_before(failing) : finding{};
  const stats::evidence& grounds = failing.series.evidence();
  core::probe_result last;
  last.outcome = grounds.failed_as();
  last.cause = grounds.cause();
  switch (found.says) {
    case stats::testimony::good:
      note(failing, failing.series.go_down(wall_()), &last);
      return true;
    case stats::testimony::bad:
      note(failing, failing.series.excuse(found.blamed, wall_()), &last);
      return true;
    case stats::testimony::pending:
      return false;
  }
  return true;
}

void recorder::skipped(target& probed, std::uint64_t count) {
  if (count > 0) note(probed, probed.series.skip(count, wall_(), clock_->now()));
}

void recorder::resolved(target& named) { note(named, named.series.resolved(wall_())); }

void recorder::note(target& changed, std::optional<stats::state_change> change, const core::probe_result* cause) {
  if (change) observer_->state_changed(changed, *change, cause);
}

}  // namespace reachd::probe
