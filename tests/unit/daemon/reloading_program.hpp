// SPDX-License-Identifier: Apache-2.0
// What a reload works on: a configuration in a folder of its own, and its targets on a real loop, whose probes are all
// answered at once.
#pragma once

#include "async/sleep.hpp"
#include "config/load.hpp"
#include "daemon/reloader.hpp"
#include "unit/daemon/config_files.hpp"
#include "unit/probe/world.hpp"

namespace reachd::test {

struct reloading_program {
  explicit reloading_program(const std::string& text) {
    prober.answer = core::outcome::reply;
    files.write(text);
    config::load_result loaded = config::load(files.path());
    REQUIRE(loaded.ok());
    live.begin(std::make_shared<config::settings>(std::move(loaded.value)));
    reloads.follow(std::move(loaded.origin));
  }
  /// Runs the reloader and all targets until `work` has ended.
  void run(async::task<void> work) { loop.run(beside(std::move(work))); }

  async::task<void> beside(async::task<void> work) {
    async::scope running(loop.ready());
    running.spawn(reloads.run());
    async::scope asking(loop.ready());
    asking.spawn(std::move(work));
    co_await asking.join();
    running.request_stop();
    co_await running.join();
    co_await targets.stop_all(with);
  }
  std::vector<std::string> names() {
    std::vector<std::string> found;
    for (const auto& each : live.settings()->targets) found.push_back(each.name);
    return found;
  }
  /// Until the configuration has `count` targets, at most ten seconds.
  async::task<void> until_targets(std::size_t count) {
    for (int waits = 0; waits < 1000 && live.settings()->targets.size() != count; ++waits) {
      const auto again = loop.scheduler().now() + std::chrono::milliseconds(10);
      co_await async::sleep_until(loop.scheduler(), again);
    }
    CHECK(live.settings()->targets.size() == count);
  }

  config_files files;
  uv::loop loop;
  daemon::log quiet{config::log_level::error, config::log_format::logfmt};
  written_observer observer;
  probe::recorder record{loop.scheduler(), uv::wall_now, observer};
  manual_prober prober{record, loop.scheduler()};
  table_names table{loop.scheduler()};
  probe::target_set targets{loop.scheduler()};
  probe::target_set::means with{probe::probers(prober), table, record};
  metrics::self_metrics self{{}};
  std::optional<std::string> refusal;  // of what would be applied
  int begun = 0, applied = 0, ended = 0;
  daemon::live_targets live{loop.scheduler(), targets, with};
  daemon::reloader reloads{loop,
                           files.path(),
                           live,
                           self,
                           quiet,
                           {.begins = [this] { ++begun; },
                            .admits = [this](const config::settings&) -> core::result<void> {
                              if (refusal) return std::unexpected(core::error(*refusal));
                              return {};
                            },
                            .applied = [this](const config::settings&, const daemon::echo_load&) { ++applied; },
                            .ended = [this] { ++ended; }}};
};

}  // namespace reachd::test
