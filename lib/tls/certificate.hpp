// SPDX-License-Identifier: Apache-2.0
// What a server's certificate says. [pure] Role: plain values of what anybody may have sent, whether it can be verified
// or not. Invariant: every text is UTF-8 without control characters, and every size is bounded here.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/time.hpp"

struct x509_st;
struct stack_st_X509;

namespace reachd::tls {

struct certificate {
  core::wall_time not_before = {};
  /// A date that cannot be read is that of 1970; one that a wall_time cannot hold is the nearest it can.
  core::wall_time not_after = {};
  core::wall_time chain_not_after = {};  // the earliest of all that were sent, this one among them
  std::size_t chain_length = 1;
  std::string subject = {};  // as RFC 2253: "CN=example.org,O=…"; "" for an empty one
  std::string issuer = {};
  std::vector<std::string> names = {};  // subjectAltName: DNS names, addresses, e-mail addresses, URIs; at most 100
  std::size_t names_left_out = 0;       // beyond those
  std::string serial = {};              // hex without leading zeros
  std::string sha256 = {};              // of the certificate, hex, 64 characters

  bool operator==(const certificate&) const = default;
};

/// `sent`: as the server sent it; nullptr: only the leaf is known.
certificate describe(const x509_st& leaf, const stack_st_X509* sent);

}  // namespace reachd::tls
