// SPDX-License-Identifier: Apache-2.0
// A world in which programs are probes.
#pragma once

#include <doctest/doctest.h>

#include "probe/plugin_run.hpp"
#include "unit/probe/observed_probe.hpp"
#include "uv/process_setup.hpp"

namespace reachd::test {

struct plugin_world : observed {
  explicit plugin_world(const probe::plugin_run::bounds& within = {},
                        uv::child_starter::spawner spawns = uv::spawn_process)
      : starter(loop, 0, spawns), prober(starter, record, within) {
    uv::prepare_process();
  }
  uv::child_starter starter;
  probe::plugin_run prober;

  static probe::target_plan plan(options::exec how, core::nanoseconds timeout = std::chrono::seconds(60)) {
    auto made = every(std::chrono::seconds(1), "db.example.org");
    made.name = "the database";
    made.probe = options::kind::exec;
    made.timeout = timeout;
    made.asks = std::make_shared<const options::exec>(std::move(how));
    return made;
  }
  static options::exec shell(const std::string& script) { return {.command = {"/bin/sh", "-c", script}}; }

  ended_probe ask(const std::string& script, core::nanoseconds timeout = std::chrono::seconds(60)) {
    const auto out = run(prober, plan(shell(script), timeout));
    CHECK(async::live_frames() == 0);
    return out;
  }
};

}  // namespace reachd::test
