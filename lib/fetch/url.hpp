// SPDX-License-Identifier: Apache-2.0
// The URL of a target, taken apart. Role: what a request needs to know of it, checked once where it is read.
// [pure] Invariant: `host` is a host name in ASCII or an address without brackets, `path` begins with '/' and holds
// visible ASCII only, neither user nor fragment is in it (RFC 3986, RFC 9110 §4.2).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace reachd::fetch {

struct url {
  bool secure = false;         // https
  std::string host = {};       // "2001:db8::1", with a zone where one was written
  std::uint16_t port = 0;      // that of the scheme where none is written
  std::string authority = {};  // for the Host of a request: brackets, and the port only where one is written
  std::string path = {};       // and query, as written

  bool operator==(const url&) const = default;
};

/// Longer ones are refused.
inline constexpr std::size_t longest_url = 8192;

/// The error says what is wrong with it, and what to write instead.
core::result<url> parse_url(std::string_view text);

/// Where a `Location` that came from `base` leads to (RFC 3986 §5).
core::result<url> resolve(const url& base, std::string_view location);

}  // namespace reachd::fetch
