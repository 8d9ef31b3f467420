// SPDX-License-Identifier: Apache-2.0
// A world for one test: virtual time, an observer that writes down, a prober and names under the test's control.
#pragma once

#include <cerrno>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "async/event.hpp"
#include "async/sleep.hpp"
#include "probe/target_set.hpp"
#include "support/virtual_loop.hpp"

namespace reachd::test {

struct written_observer final : probe::target_observer {
  void probe_sent(const probe::target&, core::nanoseconds lateness) override { latenesses.push_back(lateness); }
  void probe_ended(const probe::target& probed, std::uint64_t sequence, const core::probe_result& how) override {
    ended.push_back(probed.name + " " + std::to_string(sequence) + " " + std::string(core::name_of(how.outcome)));
  }
  void late_reply(const probe::target& probed, std::uint64_t sequence, core::nanoseconds rtt) override {
    extra.push_back(probed.name + " " + std::to_string(sequence) + " late " + std::to_string(rtt.count()));
  }
  void duplicate_reply(const probe::target& probed, std::uint64_t sequence) override {
    extra.push_back(probed.name + " " + std::to_string(sequence) + " duplicate");
  }
  void state_changed(const probe::target& changed, stats::state_change change, const core::probe_result*) override {
    changes.push_back(changed.name + " " + std::string(stats::name_of(change.from)) + ">" +
                      std::string(stats::name_of(change.to)));
  }
  void lookup_failed(const probe::target& named, const std::string& problem, bool changed_since) override {
    lookups.push_back(named.name + ": " + problem + (changed_since ? "" : " (again)"));
  }
  void address_changed(const probe::target& named) override {
    lookups.push_back(named.name + " is " + named.address->to_string());
  }
  std::vector<std::string> ended, extra, changes, lookups;
  std::vector<core::nanoseconds> latenesses;
};

/// Begins probes and ends them when the test says so.
struct manual_prober final : probe::prober {
  manual_prober(probe::recorder& to, async::scheduler& on) : record(&to), clock(&on) {}
  void begin(probe::target& probed) override {
    begun.push_back(clock->now());
    const std::uint64_t sequence = record->begin(probed);
    if (answer) {
      end(probed, sequence, *answer);
    } else {
      open.emplace_back(&probed, sequence);
    }
  }
  void stop(probe::target& probed) override {
    for (auto& [owner, sequence] : std::exchange(open, {})) {
      if (owner == &probed) {
        end(probed, sequence, core::outcome::stopped);
      } else {
        open.emplace_back(owner, sequence);
      }
    }
  }
  void end(probe::target& probed, std::uint64_t sequence, core::outcome how) {
    core::probe_result result;
    result.outcome = how;
    result.rtt = std::chrono::milliseconds(1);
    result.sent_at = probed.begun_at;
    record->ended(probed, sequence, result);
  }
  void end_next(core::outcome how) {
    const auto [owner, sequence] = open.front();
    open.pop_front();
    end(*owner, sequence, how);
  }
  probe::recorder* record;
  async::scheduler* clock;
  std::optional<core::outcome> answer;
  std::vector<core::instant> begun;
  std::deque<std::pair<probe::target*, std::uint64_t>> open;
};

/// Sends probes whose fate a function decides when they are sent: a reply comes after 10 ms, a local error at once, and
/// silence lasts for the timeout.
struct fated_prober final : probe::prober {
  fated_prober(probe::recorder& to, async::scheduler& on) : record(&to), clock(&on), scope(on.ready()) {}
  void begin(probe::target& probed) override {
    const std::uint64_t sequence = record->begin(probed);
    scope.spawn(fly(probed, sequence, clock->now()));
  }
  void stop(probe::target&) override { scope.request_stop(); }
  async::task<void> fly(probe::target& probed, std::uint64_t sequence, core::instant sent) {
    core::probe_result result;
    result.outcome = fate(probed, sent);
    result.rtt = std::chrono::milliseconds(10);
    const bool left = result.outcome != core::outcome::local_error;
    if (left) result.sent_at = sent;
    const bool answered = result.outcome == core::outcome::reply;
    const core::instant end = !left ? sent : sent + (answered ? result.rtt : probed.timeout);
    const bool ended = co_await async::sleep_until(*clock, end);
    if (!ended) result.outcome = core::outcome::stopped;
    record->ended(probed, sequence, result);
  }
  probe::recorder* record;
  async::scheduler* clock;
  std::function<core::outcome(const probe::target&, core::instant)> fate;
  async::scope scope;
};

/// Answers lookups from a table after a delay; a name that is not in it fails.
struct table_names final : probe::name_source {
  using answer = core::result<std::vector<core::address>>;
  explicit table_names(async::scheduler& on) : clock(&on) {}
  async::task<answer> lookup(std::string name, core::families wanted) override {
    ++asked;
    const bool awake = co_await async::sleep_until(*clock, clock->now() + delay);
    if (!awake) co_return answer(std::unexpected(core::error("stopped", ECANCELED)));
    const auto found = table.find(name);
    if (found == table.end()) co_return answer(std::unexpected(core::error("no such name")));
    std::vector<core::address> parsed;
    for (const auto& text : found->second) {
      const auto one = *core::address::parse(text);
      if (core::holds(wanted, one.family())) parsed.push_back(one);
    }
    co_return answer(std::move(parsed));
  }
  async::scheduler* clock;
  core::nanoseconds delay = std::chrono::milliseconds(10);
  std::map<std::string, std::vector<std::string>> table;
  int asked = 0;
};

struct world {
  probe::target& add(probe::target_plan plan) { return targets.add(std::move(plan), with); }
  /// One that is probed by its schedule and ends as `fated` says.
  probe::target& add_fated(probe::target_plan plan) { return targets.add(std::move(plan), fated_with); }
  /// A probe of `probed` that was sent at `sent` begins and ends now.
  void end(probe::target& probed, core::outcome how, core::instant sent) {
    core::probe_result result;
    result.outcome = how;
    result.sent_at = sent;
    record.ended(probed, record.begin(probed), result);
  }
  void stop() {
    async::scope last(loop.clock().ready());
    last.spawn(targets.stop_all(with));
    fated.scope.request_stop();
    loop.settle();
  }

  virtual_loop loop;
  written_observer observer;
  probe::recorder record{loop.clock(), [] { return core::wall_time(std::chrono::seconds(7)); }, observer};
  manual_prober prober{record, loop.clock()};
  table_names names{loop.clock()};
  probe::target_set targets{loop.clock()};
  probe::target_set::means with{probe::probers(prober), names, record};
  fated_prober fated{record, loop.clock()};
  probe::target_set::means fated_with{probe::probers(fated), names, record};
};

inline probe::target_plan every(core::nanoseconds interval, std::string host = "192.0.2.1") {
  probe::target_plan plan;
  plan.name = "t";
  plan.host = std::move(host);
  plan.interval = interval;
  plan.timeout = interval;
  plan.retry = std::min<core::nanoseconds>(interval, std::chrono::seconds(5));
  return plan;
}

}  // namespace reachd::test
