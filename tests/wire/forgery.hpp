// SPDX-License-Identifier: Apache-2.0
// Packets of one who has seen a request and wants to be believed. Role: what the forger sends. Each of them bears the
// prober's id and passes every check of the kernel on the way to a raw socket, so that all of them are there to be
// counted.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wire/packet.hpp"

namespace reachd::test_wire {

enum class forgery : std::uint8_t {
  no_token,           // a reply with id and sequence of the request, and zeros for its payload
  wrong_token,        // one bit of the payload's first eight bytes is wrong
  source,             // the true reply, from the next address
  checksum,           // the true reply with its ICMP checksum wrong
  code,               // the true reply with a code that is not 0
  cut,                // the true reply with a part of its payload
  replay,             // a true reply that was sent before
  error_token,        // an ICMP error that quotes the request with one bit of the token wrong
  error_destination,  // one that quotes the request as if it had gone to the next address
  error_sequence,     // one that quotes id and another sequence, and no payload
  error_cut,          // one that quotes six bytes of ICMP header
  error_options,      // one that quotes an IP header as long as can be (ihl 15), and a wrong token behind it; v4 only
};

/// In the order of the enumeration.
std::span<const forgery> forgeries(int family);
std::string_view name(forgery kind);

/// The reason under which reachd must count it.
std::string_view reason(forgery kind);

/// `number` varies what may vary: the code, the cut, the bit.
bytes forge(forgery kind, byte_view request, byte_view old_reply, std::uint64_t number);

}  // namespace reachd::test_wire
