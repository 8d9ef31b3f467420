// SPDX-License-Identifier: Apache-2.0
// Attributes of a netlink message: type, length, value. Role: read without trust in any length; those of an unknown
// type are the caller's to pass by. Owner: views borrow the message. Source: rtnetlink(7), linux/netlink.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/address.hpp"
#include "route/bytes.hpp"

namespace reachd::route {

struct attribute {
  std::uint16_t type = 0;  // without the bits for nesting and byte order
  byte_span value;
};

/// Usage: `while (const auto next = reader.next())`.
class attribute_reader {
 public:
  explicit attribute_reader(byte_span attributes) : rest_(attributes) {}
  /// Those behind a structure that the message begins with.
  attribute_reader(byte_span payload, std::size_t header) : rest_(after(payload, header)) {}

  /// nullopt at the end, or where a length cannot be true.
  std::optional<attribute> next();
  bool broken() const { return broken_; }

 private:
  byte_span rest_;
  bool broken_ = false;
};

/// A text up to its NUL, or to the end where it has none.
std::string_view text_of(const attribute& value);

/// 4 or 16 bytes as AF_INET or AF_INET6. A link-local address gets the interface as its scope, without which it names
/// nobody; others have none. nullopt: another family, or the length is not that of the family.
std::optional<core::address> address_of(byte_span value, int family, std::uint32_t interface);

/// nullopt: neither AF_INET nor AF_INET6.
std::optional<core::family> family_of(int family);

}  // namespace reachd::route
