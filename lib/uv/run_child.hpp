// SPDX-License-Identifier: Apache-2.0
// `auto end = co_await run_child(starter, command, limits);` runs a program to its end. Role: what an exec probe does:
// the start on the pool, then the wait. It takes as long as the program takes: give it a deadline.
#pragma once

#include "async/task.hpp"
#include "uv/child_process.hpp"
#include "uv/child_starter.hpp"

namespace reachd::uv {

/// How it ended. A stop kills it; see child_process. Errors: those of child_starter::start, before it ran; ETIMEDOUT
/// too when it was stopped while it was being started; ECANCELED when stopped as it ran; ECHILD when somebody else
/// reaped it.
async::task<core::result<child_end>> run_child(child_starter& by, command what, child_limits limits);

}  // namespace reachd::uv
