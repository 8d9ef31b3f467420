// SPDX-License-Identifier: Apache-2.0
// One probe that is a task: it has its timeout, it ends in recorder::ended, exactly once. Role: what every kind of
// probe has in common that asks and waits in a coroutine. Invariant: silence until the deadline is `lost`, a stop from
// above is `stopped`, and a machine that slept meanwhile is to blame itself.
#pragma once

#include <memory>
#include <string>

#include "async/task.hpp"
#include "core/outcome.hpp"
#include "probe/recorder.hpp"
#include "stats/readings.hpp"
#include "uv/connect.hpp"
#include "uv/loop.hpp"

namespace reachd::probe {

/// What came of asking.
struct reply {
  core::probe_result how;
  std::shared_ptr<const stats::readings> told;
  bool stopped = false;  // it was stopped before it knew, so `how` says nothing
};

/// Begins a probe of `probed` in its scope; `asking` says how it ended. It is stopped at the deadline.
void begin_attempt(target& probed, uv::loop& loop, recorder& record, async::task<reply> asking);

/// The outcome of a connection that did not come about, but for a stop.
core::probe_result describe_failure(const uv::connect_failure& failure);

/// What the network or this machine said, by its errno, of a socket that was in use.
core::probe_result describe_errno(int errno_value);

/// A reply of `rtt`, by our own clock; `mismatch` when `told` has a problem.
reply answered(core::nanoseconds rtt, stats::readings told);
/// What was answered is not what was asked for.
reply mismatched(std::string problem);
/// A system call of ours failed.
reply failed_here(int errno_value);

}  // namespace reachd::probe
