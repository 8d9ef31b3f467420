// SPDX-License-Identifier: Apache-2.0
// An IP network as a value: "192.0.2.0/24", "2001:db8::/32", or one address alone. Role: what an allow-list is made of.
// Invariant: no bit of the address is set beyond the prefix, and an IPv4 network is never written as IPv6. RFC 4632,
// RFC 4291 §2.3.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/address.hpp"
#include "core/error.hpp"

namespace reachd::core {

class network {
 public:
  /// The error says what is wrong, and in place of what a bit beyond the prefix was probably meant.
  static result<network> parse(std::string_view text);

  /// As it is written: ask for destination_of(one) to know where a connection would go. A zone does not matter.
  bool contains(const address& one) const;
  /// With its prefix, always.
  std::string to_string() const;
  bool operator==(const network&) const = default;

 private:
  network(const address& base, std::uint8_t bits) : base_(base), bits_(bits) {}

  address base_;
  std::uint8_t bits_;
};

/// Whom the kernel reaches when told to connect there: an IPv4-mapped address is its IPv4 address (RFC 4291 §2.5.5.2),
/// and the unspecified one is this machine (ip(7)).
address destination_of(const address& dialled);

}  // namespace reachd::core
