// SPDX-License-Identifier: Apache-2.0
// Keeps the address of a named target. Role: runs beside the probes, which never wait for it. Looks up again every
// 60 s with jitter; after a failure the last good address stays and the wait grows from 1 s to 60 s.
// Owner: the target's scope. Invariant: an address is only ever replaced by a newer good one, and the one in use is
// kept while the name still has it.
#pragma once

#include "async/event.hpp"
#include "probe/name_source.hpp"
#include "probe/recorder.hpp"

namespace reachd::probe {

/// Sets `first_address` when the target has an address for the first time.
async::task<void> watch_name(target& named, name_source& names, recorder& record, async::scheduler& clock,
                             async::event& first_address);

/// The wait before the next lookup: after `failures` in a row, spread by `seed`.
core::nanoseconds lookup_wait(unsigned failures, std::uint64_t seed);

}  // namespace reachd::probe
