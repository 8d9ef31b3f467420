// SPDX-License-Identifier: Apache-2.0
// A listening socket that somebody else has opened, such as the service manager. Role: looks whether it is one that we
// can serve on and makes it ours. Invariant: as of listen_socket; an error closes the descriptor.
#pragma once

#include "http/listen_socket.hpp"

namespace reachd::http {

/// An error for anything but a listening TCP socket over IPv4 or IPv6.
core::result<listen_socket> adopt_socket(core::unique_fd fd);

}  // namespace reachd::http
