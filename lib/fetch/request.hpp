// SPDX-License-Identifier: Apache-2.0
// What is asked of a web server. Role: all that one request needs, the address to dial included, so that nothing is
// looked up here. Owner: whoever asks; it stays as it is until the answer is there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/address.hpp"
#include "options/tls.hpp"

namespace reachd::fetch {

struct request {
  bool secure = false;         // https
  std::string authority = {};  // HOST or HOST:PORT as in the URL: for Host, and for SNI unless `tls` names another
  core::endpoint to = {};      // where the connection goes
  std::string path = "/";      // and query, sent as written
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers = {};  // in place of those that we would send
  std::string body = {};
  const options::tls* tls = nullptr;         // nullptr: the authorities of the system, no certificate of ours
  bool http2 = true;                         // offered over TLS
  std::uint64_t max_body_bytes = 1'048'576;  // unpacked; what comes after is not waited for
  bool keep_body = true;                     // else it is counted only
};

/// What forbids to send it, such as a line feed in a header: it could say what nobody meant. nullopt: nothing.
std::optional<std::string> flaw_of(const request& asked);

/// Names of headers do not differ by case (RFC 9110 §5.1).
bool is_same_name(std::string_view left, std::string_view right);

/// The host of an authority, without brackets.
std::string_view host_of(std::string_view authority);

}  // namespace reachd::fetch
