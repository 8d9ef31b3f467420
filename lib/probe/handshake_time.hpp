// SPDX-License-Identifier: Apache-2.0
// The round-trip time of a TCP handshake, by the kernel that made it. Role: what a connection is worth as a
// measurement.
#pragma once

#include "core/outcome.hpp"

namespace reachd::probe {

/// A connection within the timeout is a reply. `elapsed`: until it was seen, which may be later than it was made;
/// nothing was sent over it yet.
core::probe_result describe_connection(int fd, core::nanoseconds elapsed, core::nanoseconds timeout);

}  // namespace reachd::probe
