// SPDX-License-Identifier: Apache-2.0
// A listening socket. Role: made by us, so that a failure is a value with the address and what to do about it.
// Owner: the acceptor. Invariant: `at` is where it listens, with the real port, and nothing for a Unix socket. IPv6
// sockets take IPv6 only.
#pragma once

#include "core/address.hpp"
#include "core/error.hpp"
#include "core/unique_fd.hpp"
#include "http/socket_file.hpp"

namespace reachd::http {

struct listen_socket {
  core::unique_fd fd;
  core::endpoint at;
  socket_file file{};
};

/// Listens at `at`, not blocking; port 0 lets the kernel choose. `code()` of the error is the errno.
core::result<listen_socket> listen_at(const core::endpoint& at);

/// Whether such an error only says that the machine lacks the address family or the address, as `::1` without IPv6.
bool lacks_address(const core::error& failure);

}  // namespace reachd::http
