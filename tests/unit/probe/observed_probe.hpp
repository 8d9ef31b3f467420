// SPDX-License-Identifier: Apache-2.0
// One probe of a kind that is a task, on a real loop. Role: what the tests of these kinds share: it begins, they see
// how it ended and what it told.
#pragma once

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "async/sleep.hpp"
#include "probe/prober.hpp"
#include "probe/recorder.hpp"
#include "unit/probe/world.hpp"
#include "uv/loop.hpp"

namespace reachd::test {

class last_end final : public probe::target_observer {
 public:
  explicit last_end(async::ready_queue& ready) : came(ready) {}
  void probe_sent(const probe::target&, core::nanoseconds) override { ++sent; }
  void probe_ended(const probe::target& probed, std::uint64_t, const core::probe_result& how) override {
    ++ended;
    result = how;
    told = probed.readings;
    came.set();
  }
  void late_reply(const probe::target&, std::uint64_t, core::nanoseconds) override {}
  void duplicate_reply(const probe::target&, std::uint64_t) override {}
  void state_changed(const probe::target&, stats::state_change, const core::probe_result*) override {}
  void lookup_failed(const probe::target&, const std::string&, bool) override {}
  void address_changed(const probe::target&) override {}

  core::probe_result result;
  std::shared_ptr<const stats::readings> told;
  int sent = 0;
  int ended = 0;
  async::event came;
};

/// What a probe ended as, and what it told.
struct ended_probe {
  core::probe_result how;
  std::string problem;
  std::vector<stats::reading> values;

  /// NaN: it told no such thing.
  double value(stats::reading_kind what, std::string_view label = "") const {
    for (const stats::reading& one : values) {
      if (one.what == what && one.labels[0] == label) return one.value;
    }
    return std::numeric_limits<double>::quiet_NaN();
  }
  bool told(stats::reading_kind what, std::string_view label = "") const {
    return value(what, label) == value(what, label);
  }
};

class observed {
 public:
  uv::loop loop;
  last_end seen{loop.ready()};
  probe::recorder record{loop.scheduler(), [] { return core::wall_time(std::chrono::seconds(1)); }, seen};

  ended_probe run(probe::prober& by, probe::target_plan plan) {
    probe::target probed(loop.scheduler(), std::move(plan), {0, 1});
    loop.run(one(by, probed));
    CHECK(probed.series.in_flight() == 0);
    CHECK(probed.series.sent() == 1);
    ended_probe out{seen.result, "", {}};
    if (seen.told != nullptr) out.problem = seen.told->problem;
    if (seen.told != nullptr) out.values = seen.told->values;
    return out;
  }
  /// Stopped from above after a millisecond.
  core::outcome stop(probe::prober& by, probe::target_plan plan) {
    probe::target probed(loop.scheduler(), std::move(plan), {0, 1});
    loop.run(stopped(by, probed));
    CHECK(probed.series.in_flight() == 0);
    return seen.result.outcome;
  }

 private:
  async::task<void> one(probe::prober& by, probe::target& probed) {
    seen.came.reset();
    by.begin(probed);
    co_await seen.came.wait();
    co_await probed.work.join();
  }
  async::task<void> stopped(probe::prober& by, probe::target& probed) {
    by.begin(probed);
    const core::instant later = loop.scheduler().now() + std::chrono::milliseconds(1);
    co_await async::sleep_until(loop.scheduler(), later);
    probed.work.request_stop();
    co_await probed.work.join();
  }
};

}  // namespace reachd::test
