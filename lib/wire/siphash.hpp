// SPDX-License-Identifier: Apache-2.0
// SipHash-2-4: a keyed 64-bit hash that who lacks the key can neither predict nor forge (Aumasson and Bernstein,
// "SipHash: a fast short-input PRF", 2012). Role: the token of an echo request.
#pragma once

#include <array>
#include <cstdint>

#include "wire/bytes.hpp"

namespace reachd::wire {

using siphash_key = std::array<std::byte, 16>;

std::uint64_t siphash(const siphash_key& key, byte_span bytes);

}  // namespace reachd::wire
