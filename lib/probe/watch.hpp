// SPDX-License-Identifier: Apache-2.0
// The loop of one target: sleep until due, begin a probe, go on. Role: the product in one screen; one such coroutine
// lives per target, for as long as the target does. Invariant: each due time is begun or skipped, and it never waits
// for a probe, so probes overlap when the timeout exceeds the interval.
#pragma once

#include "async/task.hpp"
#include "probe/prober.hpp"
#include "probe/recorder.hpp"

namespace reachd::probe {

async::task<void> watch(target& watched, prober& probe, recorder& record, async::scheduler& clock);

}  // namespace reachd::probe
