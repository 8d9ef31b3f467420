// SPDX-License-Identifier: Apache-2.0
// All parsers of lib/wire on one packet, against the oracle. Role: what the packet targets have in common.
#pragma once

#include "core/address.hpp"
#include "wire/bytes.hpp"
#include "wire/icmp_message.hpp"

namespace reachd::fuzz {

/// As a socket with that framing gives it.
void check_packet(wire::byte_span packet, core::family family, wire::framing around);
/// As the frame that comes with a send stamp.
void check_frame(wire::byte_span frame, core::family family);

}  // namespace reachd::fuzz
