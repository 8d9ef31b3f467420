// SPDX-License-Identifier: Apache-2.0
// Carries the probe log's lines to its file. Role: a task beside the probes; the pool writes, the loop never waits.
// Invariant: when it ends, by a stop, everything added until then was written, or the failure was logged; a file that
// takes nothing, such as a full pipe, holds it up for 300 ms.
#pragma once

#include "daemon/log.hpp"
#include "daemon/probe_log.hpp"
#include "uv/loop.hpp"

namespace reachd::daemon {

async::task<void> write_probe_log(uv::loop& loop, probe_log& probes, log& out);

}  // namespace reachd::daemon
