// SPDX-License-Identifier: Apache-2.0
// How pages are encrypted and which clients must show a certificate, as values. Role: what `web.config_file` says under
// tls_server_config, with every file read. Invariant: made by config::load, which has checked certificate and key.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reachd::access {

enum class tls_version : std::uint8_t { v1_0, v1_1, v1_2, v1_3 };

/// As crypto/tls of Go names them, from which Prometheus' files have them.
enum class client_auth : std::uint8_t { none, request, require_any, verify_if_given, require_and_verify };

struct tls_settings {
  std::string certificate;  // PEM: ours, then those up to the root
  std::string key;          // PEM
  std::string authorities;  // PEM: who may have signed a client's certificate; empty: none
  client_auth clients = client_auth::none;
  std::vector<std::string> client_names;  // one of them must be in a client's certificate; empty: any may
  tls_version least = tls_version::v1_2;
  tls_version most = tls_version::v1_3;
  std::vector<std::string> cipher_suites;  // names of IANA; empty: the library's
  std::vector<std::string> curves;         // names of Go, the best first; empty: the library's
  bool own_order = true;                   // of the suites that both sides know ours decides

  bool operator==(const tls_settings&) const = default;
};

}  // namespace reachd::access
