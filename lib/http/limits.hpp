// SPDX-License-Identifier: Apache-2.0
// What one client, or all of them together, may take from the server.
#pragma once

#include <cstddef>

#include "core/time.hpp"

namespace reachd::http {

struct limits {
  /// Open at once, over all listeners; beyond it the oldest that waits for a request makes room. More than handlers
  /// that wait for somebody else may keep busy, so that a scrape always finds room.
  std::size_t connections = 192;
  /// And beside them, by the control socket; more wait.
  std::size_t local_connections = 16;
  /// Request line and header fields, in bytes.
  std::size_t header_bytes = std::size_t{8} * 1024;
  /// Request body, in bytes. Bodies are read and thrown away.
  std::size_t body_bytes = std::size_t{64} * 1024;
  /// From the connect, and from the end of a header with a body, until all of it has come.
  core::nanoseconds header = std::chrono::seconds(5);
  /// From the end of an answer to the end of the next header.
  core::nanoseconds idle = std::chrono::seconds(10);
  /// For each block of at most 32 KiB of an answer to leave.
  core::nanoseconds write = std::chrono::seconds(10);
};

}  // namespace reachd::http
