// SPDX-License-Identifier: Apache-2.0
// A listening Unix socket. Role: where the command line of the same machine speaks to the daemon; who may open the file
// may ask for anything.
#pragma once

#include <string>

#include "http/listen_socket.hpp"

namespace reachd::http {

/// Listens at `path`, mode 0660, not blocking. The file of a process that is no more is replaced; where another one
/// listens, or where something else than a socket is, that is an error. `code()` of the error is the errno.
core::result<listen_socket> listen_at_path(const std::string& path);

}  // namespace reachd::http
