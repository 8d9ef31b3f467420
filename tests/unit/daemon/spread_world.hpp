// SPDX-License-Identifier: Apache-2.0
// Names that spread in virtual time, with what is told of them. Role: what the tests of spread_names share.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>

#include "daemon/spread_names.hpp"

#include "unit/probe/world.hpp"

namespace reachd::test {

struct told_observer final : probe::target_observer {
  void probe_sent(const probe::target&, core::nanoseconds) override {}
  void probe_ended(const probe::target&, std::uint64_t, const core::probe_result&) override {}
  void late_reply(const probe::target&, std::uint64_t, core::nanoseconds) override {}
  void duplicate_reply(const probe::target&, std::uint64_t) override {}
  void state_changed(const probe::target&, stats::state_change, const core::probe_result*) override {}
  void lookup_failed(const probe::target&, const std::string&, bool) override {}
  void address_changed(const probe::target&) override {}
  void part_added(const std::string& name, const core::address& part) override {
    lines.push_back(name + " +" + part.to_string());
  }
  void part_removed(const std::string& name, const core::address& part) override {
    lines.push_back(name + " -" + part.to_string());
  }
  void parts_left_out(const std::string& name, std::size_t count) override {
    lines.push_back(name + " leaves out " + std::to_string(count));
  }
  void spread_lookup_failed(const std::string& name, const std::string& problem, bool changed,
                            std::size_t kept) override {
    if (changed) lines.push_back(name + ": " + problem + ", keeps " + std::to_string(kept));
  }
  std::vector<std::string> lines;
};

struct spread_world {
  spread_world() { w.prober.answer = core::outcome::reply; }
  ~spread_world() {
    async::scope last(w.loop.clock().ready());
    last.spawn(names.stop());
    w.loop.settle();
    w.stop();
  }
  /// Of those that are there: "NAME STATE" in the order of their names.
  std::vector<std::string> there() {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < w.targets.slot_count(); ++at) {
      const probe::target* const one = w.targets.at(at);
      if (one == nullptr || one->leaving) continue;
      out.push_back(one->name + " " + std::string(stats::name_of(one->series.state().current())));
      CHECK(roll.labels()[at].identity() == "target=\"" + one->name + "\",probe=\"icmp\"");
    }
    std::ranges::sort(out);
    return out;
  }
  probe::target* find(const std::string& name) {
    for (std::size_t at = 0; at < w.targets.slot_count(); ++at) {
      probe::target* const one = w.targets.at(at);
      if (one != nullptr && !one->leaving && one->name == name) return one;
    }
    return nullptr;
  }
  /// So many more lookups, each by itself.
  void look(int times = 1) { w.loop.run_for(times * std::chrono::seconds(61)); }
  /// So many more, each at once.
  void hurry(int times) {
    for (; times > 0; --times) {
      names.look_again();
      w.loop.run_for(std::chrono::seconds(1));
    }
  }

  world w;
  told_observer told;
  probe::recorder record{w.loop.clock(), [] { return core::wall_time(std::chrono::seconds(7)); }, told};
  manual_prober prober{record, w.loop.clock()};
  probe::target_set::means with{probe::probers(w.prober), w.names, record};
  daemon::target_roll roll{w.targets, with};
  daemon::spread_names names{w.loop.clock(), roll};
};

}  // namespace reachd::test
