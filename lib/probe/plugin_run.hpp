// SPDX-License-Identifier: Apache-2.0
// A program as a kind of probe: it asks in our place, and says by its exit status what it found (Monitoring Plugins
// Development Guidelines). Role: what we do not speak ourselves. The RTT is how long it ran. Its deadline kills it with
// all that it has started. Exit status 0 and 1 are replies, 3 is an error of ours, all else is a mismatch.
// Invariant: no more than a bounded number of programs runs at once; who finds no place, or has not been started, until
// its deadline is a local error, never loss. A program that cannot be killed holds neither its probe nor, while there
// are few of them, a place.
#pragma once

#include <vector>

#include "async/semaphore.hpp"
#include "options/exec.hpp"
#include "probe/attempt.hpp"
#include "probe/prober.hpp"
#include "uv/child_starter.hpp"
#include "uv/spawn_process.hpp"

namespace reachd::probe {

class plugin_run final : public prober {
 public:
  static constexpr std::size_t most_at_once = 64;
  /// So many that cannot be killed give their places to others; those of more are kept, or a mount that does not answer
  /// would fill the machine with them.
  static constexpr std::size_t most_spared = 16;

  struct bounds {
    std::size_t at_once = most_at_once;
    std::size_t spared = most_spared;
    core::nanoseconds patience = std::chrono::seconds(1);  // with a program that was killed
  };

  plugin_run(uv::child_starter& starter, recorder& record) : plugin_run(starter, record, bounds()) {}
  plugin_run(uv::child_starter& starter, recorder& record, const bounds& within)
      : starter_(&starter), record_(&record), within_(within), places_(starter.on().ready(), within.at_once) {}

  void begin(target& probed) override;
  /// Its probes are tasks of the target's scope, which stops them.
  void stop(target&) override {}

 private:
  using asked = std::shared_ptr<const options::exec>;

  async::task<reply> run(uv::command what, asked how);
  void give_back_places();

  uv::child_starter* starter_;
  recorder* record_;
  bounds within_;
  async::semaphore places_;
  std::vector<async::semaphore::permit> kept_;  // of programs that cannot be killed
};

}  // namespace reachd::probe
