// SPDX-License-Identifier: Apache-2.0
// Stops work half-way: right after its first wait has begun.
#pragma once

#include "async/scope.hpp"

namespace reachd::test {

inline async::task<void> request_stop(async::scope& stopped) {
  stopped.request_stop();
  co_return;
}

/// Both start from the ready queue in this order, so the stop comes when `work` waits, before anything else runs.
inline async::task<void> start_and_stop(async::ready_queue& ready, async::task<void> work) {
  async::scope working(ready);
  async::scope stopping(ready);
  working.spawn(std::move(work));
  stopping.spawn(request_stop(working));
  co_await working.join();
  co_await stopping.join();
}

}  // namespace reachd::test
