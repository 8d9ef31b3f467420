// SPDX-License-Identifier: Apache-2.0
// What a TLS handshake tells of the server. Role: the same series for every kind of probe that speaks TLS.
#pragma once

#include <optional>
#include <string>

#include "options/tls.hpp"
#include "stats/readings.hpp"
#include "tls/engine.hpp"

namespace reachd::probe {

/// `host`: whom the certificate is for, in words. `now`: for the warning.
void add_certificate(stats::readings& to, const tls::handshake_result& shaken, const options::tls& asked,
                     core::wall_time now);
/// Why the connection is of no use; nullopt: it is good, or `insecure` says that it need not be.
std::optional<std::string> certificate_problem(const tls::handshake_result& shaken, const options::tls& asked);

/// When a certificate of the chain ends, and whether that is too soon.
void add_end(stats::readings& to, core::wall_time first_end, const options::tls& asked, core::wall_time now);

}  // namespace reachd::probe
