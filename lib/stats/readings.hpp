// SPDX-License-Identifier: Apache-2.0
// What an answer told besides its time. Role: the figures that only some kinds of probe have, from the prober to those
// who show them. Owner: shared by the target and by every page that is being made; nobody changes it. Invariant: all of
// it is of one probe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reachd::stats {

enum class reading_kind : std::uint8_t {
  phase,            // seconds, by name of the phase
  http_status,      // code
  http_version,     // 1.1, 2
  http_redirects,   // followed
  http_body_bytes,  // unpacked
  tls_not_after,    // seconds since the epoch: the certificate of the chain that ends first
  tls_verified,     // 1, or 0 by reason
  tls_expiring,     // 1: it ends sooner than the configuration wants
  exec_status,      // of the program's exit
  exec_warning,     // 1: it answered, and warns
  exec_perfdata,    // by label and unit
  dns_rcode,        // RFC 1035, section 4.1.1
  dns_answers,      // records of the answer section
  dns_ttl,          // seconds, the least of them
  dns_serial,       // of the SOA
  burst_loss,       // failed ones of those that were measured
};
inline constexpr std::size_t reading_kind_count = 16;

struct reading {
  reading_kind what;
  double value = 0;
  std::array<std::string, 2> labels = {};  // their values, where that kind has labels; any bytes
};

struct readings {
  std::string problem = {};  // why the answer is not as expected, for people; empty: it is
  std::vector<reading> values = {};

  void add(reading_kind what, double value) { values.push_back({what, value, {}}); }
  void add(reading_kind what, double value, std::string_view label, std::string_view second = {}) {
    values.push_back({what, value, {std::string(label), std::string(second)}});
  }
};

}  // namespace reachd::stats
