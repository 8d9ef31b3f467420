// SPDX-License-Identifier: Apache-2.0
#include "sim/checker.hpp"

#include <algorithm>

namespace reachd::sim {

using core::outcome;

void checker::added(const probe::target& target, const probe::target_plan& plan, std::uint32_t number) {
  const bool literal = core::address::parse(plan.host).has_value();
  const auto first = literal ? stats::state::unknown : stats::state::unresolved;
  if (number >= books_.size()) books_.resize(number + 1);
  if (target.id.index >= numbers_.size()) numbers_.resize(target.id.index + 1);
  books_[number] = {.counts = {},
                    .timeout = plan.timeout,
                    .down_after = plan.down_after,
                    .has_address = literal,
                    .state = state_oracle(first, plan.down_after, plan.up_after, script_->has_uplink()),
                    .schedule = schedule_oracle(plan, time_->now())};
  numbers_[target.id.index] = number;
  truth_->add(number, target.id);
}

void checker::changes(const probe::target& target, const probe::target_plan& plan) {
  see_skips(target);
  book& kept = of(target);
  kept.timeout = plan.timeout;
  kept.down_after = plan.down_after;
  kept.state.counts_are(plan.down_after, plan.up_after);
  kept.schedule.changes(plan, time_->now(), kept.counts.begun + kept.skipped, kept.counts.in_flight());
  digest_.add(std::uint64_t{target.id.index} << 8 | 0xfd);
}

void checker::complain(const probe::target& about, std::uint64_t sequence, std::string_view what) {
  complaints_.add("at " + std::to_string(core::to_seconds(time_->elapsed())) + " s, " + about.name + ", probe " +
                  std::to_string(sequence) + ": " + std::string(what));
}

void checker::expect(bool right, const probe::target& about, std::string_view what) {
  if (!right) complain(about, about.series.sent(), what);
}

void checker::see_skips(const probe::target& target) {
  book& kept = of(target);
  expect(target.series.skipped() >= kept.skipped, target, "the skipped probes have become fewer");
  for (; kept.skipped < target.series.skipped(); ++kept.skipped, ++skipped_) {
    kept.state.skipped();
    digest_.add(std::uint64_t{target.id.index} << 8 | 0xfe);
  }
}

void checker::begins(const probe::target& probed) {
  see_skips(probed);
  book& kept = of(probed);
  const auto wrong = kept.schedule.begins(probed.due, time_->now(), kept.counts.begun + kept.skipped);
  expect(wrong.empty(), probed, wrong);
  expect(kept.has_address && probed.address.has_value(), probed, "begun without an address");
  expect(!stopping_ && !kept.leaving, probed, "begun after the stop");
  ++kept.counts.begun;
  ++all_.begun;
  digest_.add(std::uint64_t{probed.id.index} << 8 | 0xff);
  digest_.add(time_->elapsed().count());
  truth_->of(number(probed)).open(kept.counts.begun, time_->now(), kept.timeout);
  expect(kept.counts.in_flight() <= kept.schedule.most_in_flight(), probed, "too many in flight");
}

void checker::has_begun(const probe::target& probed) { compare(probed); }

void checker::probe_sent(const probe::target& probed, core::nanoseconds lateness) {
  expect(lateness >= core::nanoseconds::zero(), probed, "sent before it was due");
}

circumstances checker::around(const probe::target& probed, const flight& truth) {
  network& on = *networks_[static_cast<std::size_t>(probed.address->family())];
  on.arrive();
  circumstances seen;
  seen.timeout = truth.timeout;
  seen.overflow_told = on.overflow_told();
  seen.short_error_read = truth_->at(number(probed))->short_error_read;
  seen.woken = woken_;
  seen.stopping = stopping_ || of(probed).leaving;
  return seen;
}

void checker::probe_ended(const probe::target& probed, std::uint64_t sequence, const core::probe_result& how) {
  see_skips(probed);
  book& kept = of(probed);
  flight_log& log = truth_->of(number(probed));
  flight* truth = log.find(sequence);
  if (truth == nullptr) return complain(probed, sequence, "ended, and was not in flight");
  const std::string wrong = judge(*truth, how, around(probed, *truth), *time_);
  if (!wrong.empty()) complain(probed, sequence, wrong);
  const auto left = truth->sent ? std::optional(truth->handed_over) : std::nullopt;
  log.close(*truth, how.outcome != outcome::stopped);
  for (tally* counts : {&kept.counts, &all_}) {
    ++counts->ended[static_cast<std::size_t>(how.outcome)];
    if (how.outcome == outcome::reply) counts->rtt += how.rtt;
  }
  const bool of_now = kept.state.ended(how.outcome, left);
  if (how.outcome == outcome::reply) kept.failed.clear();
  if (script_->has_uplink() && of_now && core::is_failure(how.outcome)) kept.failed.push_back(*left);
  digest_.add(std::uint64_t{probed.id.index} << 8 | static_cast<std::uint64_t>(how.outcome));
  digest_.add(sequence);
  digest_.add(how.rtt.count());
  digest_.add(time_->elapsed().count());
  compare(probed);
}

void checker::late_reply(const probe::target& probed, std::uint64_t sequence, core::nanoseconds rtt) {
  const auto wrong = truth_->extra_of(number(probed)).said_late(sequence, rtt);
  if (!wrong.empty()) complain(probed, sequence, wrong);
  for (tally* counts : {&of(probed).counts, &all_}) {
    ++counts->late;
    counts->late_rtt += rtt;
  }
  digest_.add(rtt.count());
  compare(probed);
}

void checker::duplicate_reply(const probe::target& probed, std::uint64_t sequence) {
  const auto wrong = truth_->extra_of(number(probed)).said_duplicate(sequence);
  if (!wrong.empty()) complain(probed, sequence, wrong);
  for (tally* counts : {&of(probed).counts, &all_}) ++counts->duplicates;
  digest_.add(sequence);
  compare(probed);
}

void checker::state_changed(const probe::target& changed, stats::state_change change, const core::probe_result*) {
  book& kept = of(changed);
  if (change.from == stats::state::unresolved && kept.has_address) kept.state.resolved();
  see_skips(changed);
  ++kept.changes_heard;
  ++state_changes_;
  if (kept.state.wants_down()) judge_decision(changed, change);
  expect(change.to == kept.state.current() && change.from != change.to, changed, "a change that the history denies");
  digest_.add(std::uint64_t{changed.id.index} << 8 | static_cast<std::uint64_t>(change.to));
}

/// Nobody is down for probes that were sent while the uplink was cut, and nobody is excused without a cut.
void checker::judge_decision(const probe::target& changed, stats::state_change change) {
  book& kept = of(changed);
  kept.state.decided(change.to);
  const auto counted = std::min<std::size_t>(kept.down_after, kept.failed.size());
  const auto cut = [&](core::instant sent) {
    return !script_->is_direct(number(changed)) &&
           script_->uplink_cut_of(number(changed), sent - time_->origin()) != nullptr;
  };
  const bool within = std::any_of(kept.failed.end() - static_cast<std::ptrdiff_t>(counted), kept.failed.end(), cut);
  if (change.to == stats::state::down) expect(!within, changed, "down by a cut uplink");
  if (change.why == stats::change_reason::uplink) {
    const auto met = [&](core::instant sent) { return cut(sent) || cut(sent + kept.timeout); };  // it or its reply
    expect(std::ranges::any_of(kept.failed, met), changed, "excused, and the uplink was never cut");
  }
}

void checker::address_changed(const probe::target& named) {
  book& kept = of(named);
  if (!kept.has_address) kept.schedule.starts_at(time_->now());
  kept.has_address = true;
}

void checker::compare(const probe::target& target) {
  const book& kept = of(target);
  const stats::series& series = target.series;
  expect(series.sent() == kept.counts.begun, target, "the probes sent are not those that began");
  expect(series.in_flight() == truth_->of(number(target)).size(), target, "sent is not ended and in flight");
  expect(series.in_flight() == kept.counts.in_flight(), target, "a probe ended that did not begin");
  for (std::size_t at = 0; at < core::outcome_count; ++at) {
    expect(series.ended(static_cast<outcome>(at)) == kept.counts.ended[at], target, "an outcome is counted wrongly");
  }
  expect(series.late() == kept.counts.late, target, "the late replies are not those that came");
  expect(series.late_rtt_sum() == kept.counts.late_rtt, target, "the RTTs of the late replies are not theirs");
  expect(series.duplicates() == kept.counts.duplicates, target, "the duplicates are not those that came");
  expect(series.rtt().count() == kept.counts.of(outcome::reply), target, "the histogram does not hold the replies");
  const bool undecided = kept.state.wants_down();  // and told in a moment, or when somebody can say
  expect(undecided || series.state().current() == kept.state.current(), target, "a state that the history denies");
}

void checker::sweep(probe::target_set& targets, moment when, core::instant turned) {
  const bool stopped = when == moment::stopped;
  std::uint64_t in_flight = 0;
  for (std::size_t at = 0; at < targets.slot_count(); ++at) {
    if (targets.at(at) == nullptr) continue;
    const probe::target& target = *targets.at(at);
    see_skips(target);
    compare(target);
    const book& kept = of(target);
    const stats::series& series = target.series;
    in_flight += series.in_flight();
    truth_->of(number(target)).for_each([&](const flight& each) {
      if (is_overdue(each, each.timeout, *time_)) complain(target, each.sequence, "in flight long after its deadline");
      if (stopped) complain(target, each.sequence, "in flight after the stop");
    });
    expect(truth_->extra_of(number(target)).all_said(), target, "a late reply or a duplicate was not told");
    expect(series.rtt().sum() == kept.counts.rtt, target, "the histogram's sum is not that of the replies");
    const auto classic = series.rtt().classic();
    const auto bucketed = std::accumulate(classic.begin(), classic.end(), std::uint64_t{0});
    expect(bucketed == series.rtt().count(), target, "the buckets do not hold the replies");
    expect(series.state_changes() == kept.changes_heard, target, "a change of state was not told");
    expect(series.state_changes() == kept.state.changes(), target, "a change of state is missing");
    const auto due = kept.schedule.due_until(turned);
    if (when == moment::settled && due) {
      expect(series.sent() + series.skipped() == *due, target, "sent and skipped are not all that were due");
    }
  }
  if (in_flight != all_.in_flight()) complaints_.add("the targets' probes in flight do not add up");
}

}  // namespace reachd::sim
