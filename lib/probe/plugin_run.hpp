// SPDX-License-Identifier: Apache-2.0
// A program as a kind of probe: it asks in our place, and says by its exit status what it found (Monitoring Plugins
// Development Guidelines). Role: what we do not speak ourselves. The RTT is how long it ran. Its deadline kills it with
// all that it has started. Exit status 0 and 1 are replies, 3 is an error of ours, all else is a mismatch.
// Invariant: no more than a bounded number of programs runs at once; who finds no place until its deadline is a local
// error, never loss.
#pragma once

#include "async/semaphore.hpp"
#include "probe/attempt.hpp"
#include "probe/prober.hpp"

namespace reachd::probe {

class plugin_run final : public prober {
 public:
  static constexpr std::size_t most_at_once = 64;

  plugin_run(uv::loop& loop, recorder& record, std::size_t at_once = most_at_once)
      : loop_(&loop), record_(&record), places_(loop.ready(), at_once) {}

  void begin(target& probed) override;
  /// Its probes are tasks of the target's scope, which stops them.
  void stop(target&) override {}

 private:
  uv::loop* loop_;
  recorder* record_;
  async::semaphore places_;
};

}  // namespace reachd::probe
