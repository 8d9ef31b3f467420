// SPDX-License-Identifier: Apache-2.0
// The Internet checksum, RFC 1071: ones' complement of the ones' complement sum of 16-bit words in network byte order,
// an odd last byte padded with zero. Invariant: bytes that carry their own right checksum sum up to 0.
#pragma once

#include <cstdint>

#include "wire/bytes.hpp"

namespace reachd::wire {

/// In host byte order. With the checksum field zero: what to store there. With it filled in: 0 when it is right.
std::uint16_t internet_checksum(byte_span bytes);

}  // namespace reachd::wire
