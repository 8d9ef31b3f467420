// SPDX-License-Identifier: Apache-2.0
// Sockets that the service manager has opened for us (socket activation, sd_listen_fds(3)). Role: takes them over.
// Invariant: each has one owner and is closed on exec; the variables that told of them are gone from the environment.
#pragma once

#include <string>
#include <vector>

#include "core/unique_fd.hpp"

namespace reachd::daemon {

struct passed_socket {
  core::unique_fd fd;
  std::string name;  // FileDescriptorName= of its unit; empty: it has none
};

/// By LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES; none when they are meant for another process. The second call finds
/// none. Before the first thread and before anything else opens descriptors.
std::vector<passed_socket> take_passed_sockets();

}  // namespace reachd::daemon
