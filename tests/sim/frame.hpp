// SPDX-License-Identifier: Apache-2.0
// The packets of the scripted network, made in place and apart from the code under test. Role: what a host answers to
// an echo request, what a router says about it, what a socket tells of its leaving. Source: RFC 791, 792, 4443, 8200.
#pragma once

#include <array>

#include "core/address.hpp"
#include "wire/bytes.hpp"

namespace reachd::sim {

struct frame {
  std::array<std::byte, 160> bytes;
  std::size_t size = 0;

  wire::byte_span view() const { return std::span(bytes).first(size); }
};

/// What is wrong with a reply. `none`: it is the true one.
enum class damage : std::uint8_t { none, checksum, token, code, shortened };

/// As the socket gives it: v4 with its IP header, v6 from the ICMP header on. `request` from its ICMP header on.
void make_reply(frame& out, const core::address& from, wire::byte_span request, damage how);
/// "Host unreachable" about `request` to `about`, with `quoted` bytes of it. `forged`: it quotes another token.
void make_error(frame& out, const core::address& about, wire::byte_span request, std::size_t quoted, bool forged);
/// The request as it left, behind a link header.
void make_looped(frame& out, const core::address& to, wire::byte_span request);

/// Type and code of the errors of make_error.
constexpr std::uint8_t error_type(core::family family) { return family == core::family::v4 ? 3 : 1; }
constexpr std::uint8_t error_code(core::family family) { return family == core::family::v4 ? 1 : 3; }

}  // namespace reachd::sim
