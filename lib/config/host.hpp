// SPDX-License-Identifier: Apache-2.0
// What may stand for a host: an address literal or a DNS name. Role: refuses at reading time what no resolver should
// ever be asked, above all numbers that only look like an address ("127.1", "010.1.1.1" mean different hosts to
// different resolvers). Sources: RFC 1123 §2.1, RFC 4291 §2.2, RFC 4007 §11; the underscore is common practice.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "config/problem.hpp"
#include "core/address.hpp"
#include "options/kind.hpp"

namespace reachd::config {

/// The complaint is a whole sentence. `gateway_host` is a host, as is any other name with an underscore. A zone
/// ("fe80::1%eth0") need not exist on this machine.
std::expected<void, complaint> check_host(std::string_view host);

struct url_parts {
  options::kind probe = options::kind::tcp;
  std::string host;  // without brackets
  std::uint16_t port = 0;
  bool secure = false;    // https
  std::string authority;  // of an HTTP URL as written: HOST or HOST:PORT
  std::string path;       // of an HTTP URL, with its query; begins with '/'
};

/// Text with a scheme: "tcp://HOST:PORT", "http://HOST/PATH", "https://HOST:PORT/PATH?QUERY". Any other scheme gets a
/// complaint that says what to write instead. Sources: RFC 3986, section 3; RFC 9110, section 4.2.
std::expected<url_parts, complaint> parse_url(std::string_view url);

/// "HOST", "HOST:PORT", an IPv6 address alone or "[IPV6]:PORT"; port 0: none is written. The host is checked.
std::expected<url_parts, complaint> parse_server(std::string_view text);

/// Whether a scalar target is a URL and not a host.
inline bool is_url(std::string_view text) { return text.find("://") != std::string_view::npos; }

}  // namespace reachd::config
