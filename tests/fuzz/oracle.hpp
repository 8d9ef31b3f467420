// SPDX-License-Identifier: Apache-2.0
// What a packet says, read a second time and apart from the code under test: slowly, one field after another, as the
// RFCs have it (791, 792, 4443, 8200). Role: the targets compare the parsers with it, and what the pinger believes.
// Owner: views borrow the packet's bytes.
#pragma once

#include <optional>
#include <span>

#include "core/address.hpp"
#include "wire/bytes.hpp"
#include "wire/echo_identity.hpp"

namespace reachd::fuzz {

using wire::byte_span;

/// The ICMP message in what a raw IPv4 socket gives, its checksum verified.
std::optional<byte_span> icmp_in_ipv4(byte_span packet);

struct echo_header {
  std::uint16_t ident = 0;
  std::uint16_t sequence = 0;
  byte_span payload;
};

/// The echo reply that `message` is, code 0.
std::optional<echo_header> reply_in(byte_span message, core::family family);
/// The echo request that `message` begins with.
std::optional<echo_header> request_in(byte_span message, core::family family);

struct quotation {
  core::address destination;
  echo_header request;
};

/// The echo request that the ICMP error `message` is about.
std::optional<quotation> quoted_in(byte_span message, core::family family);

bool is_error_type(std::uint8_t type, core::family family);
bool is_inside(byte_span inner, byte_span outer);
/// The payload begins with those 16 bytes.
bool bears(byte_span payload, const wire::echo_identity& identity);

}  // namespace reachd::fuzz
