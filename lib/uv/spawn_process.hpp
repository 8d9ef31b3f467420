// SPDX-License-Identifier: Apache-2.0
// Starting a program. Role: the one place where a process is made: arguments go as they are, no shell reads them, and
// nothing of ours goes along but the working directory and the limits. Invariant: the child leads a session and a
// process group of its own, has the three standard descriptors and no other, default signals and the environment that
// was given. posix_spawn in place of uv_spawn, because that forks: with 100 MB in use it held the loop for 11 ms and
// what it shared cost 0.5 s of page faults afterwards (posix_spawn: 0.6 ms and none), it reaps before anybody can kill
// the group, and it gives a file that is no program to /bin/sh. It waits for the kernel: call it on the pool.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/error.hpp"

namespace reachd::uv {

struct command {
  std::vector<std::string> arguments = {};    // the program first: a path, or a name for the PATH of `environment`
  std::vector<std::string> environment = {};  // NAME=VALUE
};

/// The process, which the caller waits for. It reads /dev/null and writes to the two descriptors, which stay the
/// caller's. Returns when the program has been loaded. Errors: errno: ENOENT none, or its interpreter is missing,
/// EACCES not to be executed or a folder, ENOEXEC neither a program nor a script with an interpreter, E2BIG too much to
/// hand over, EAGAIN no more processes, EINVAL no program or a NUL in a text.
core::result<pid_t> spawn_process(const command& started, int standard_output, int standard_error);

}  // namespace reachd::uv
