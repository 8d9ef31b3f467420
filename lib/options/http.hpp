// SPDX-License-Identifier: Apache-2.0
// What an HTTP probe sends and what it wants to hear. Invariant: `path` begins with '/', header names are tokens
// (RFC 9110 §5.6.2) and no text holds a line feed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "match/json_field.hpp"
#include "match/pattern.hpp"
#include "options/tls.hpp"

namespace reachd::options {

struct status_range {
  std::uint16_t least = 200;
  std::uint16_t most = 299;
  bool contains(long status) const { return status >= least && status <= most; }
  bool operator==(const status_range&) const = default;
};

struct http {
  bool secure = false;         // https
  std::string authority = {};  // of the URL as written, without user and password: the Host of the request
  std::string path = "/";      // and query
  std::string method = "GET";
  std::vector<std::pair<std::string, secret_text>> headers = {};
  std::string body = {};
  std::optional<std::pair<std::string, secret_text>> basic = {};  // user and password
  std::optional<secret_text> bearer = {};
  std::uint32_t follow = 0;  // redirects, at most
  std::vector<status_range> status{{}};
  std::optional<match::pattern> body_pattern = {};
  std::vector<match::json_field> json = {};
  options::tls tls = {};
  bool http2 = true;                    // offered over TLS
  std::uint64_t max_bytes = 1'048'576;  // of the body, unpacked; more is a mismatch

  bool operator==(const http&) const = default;
};

}  // namespace reachd::options
