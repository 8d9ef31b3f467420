// SPDX-License-Identifier: Apache-2.0
// What libuv and the resolver read from the process. Role: main calls it first, before the first loop, lookup or
// thread. Invariant: what the user has set in the environment stays.
#pragma once

#include <cstddef>

namespace reachd::uv {

/// Sets UV_THREADPOOL_SIZE=16 and RES_OPTIONS="timeout:2 attempts:2" (resolv.conf(5): a dead name server costs 4 s in
/// place of 10) where they are not set, and ignores SIGPIPE, so that a write to a peer that has gone is an EPIPE.
/// SIGCHLD is not ignored, whatever was inherited, or the end of a child could not be waited for (waitpid(2)). Of
/// malloc's arenas there are two unless MALLOC_ARENA_MAX says otherwise: with one for each thread of the pool, what one
/// frees is not used by the next (see D-20 in lib/README.md).
void prepare_process();

/// Threads of libuv's pool, as libuv reads UV_THREADPOOL_SIZE: 4 when it is not set, 1 to 1024.
std::size_t pool_threads();

/// Lookups libuv runs at once: half its pool (libuv#1845). As many slots keep all waiting in the resolver's own
/// queue, where it is ordered; one more and it would be libuv's, where a dead name holds up the others.
std::size_t lookup_slots();

}  // namespace reachd::uv
