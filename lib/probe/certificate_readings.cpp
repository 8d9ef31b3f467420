// SPDX-License-Identifier: Apache-2.0
#include "probe/certificate_readings.hpp"

namespace reachd::probe {

using enum stats::reading_kind;

void add_end(stats::readings& to, core::wall_time first_end, const options::tls& asked, core::wall_time now) {
  to.add(tls_not_after, core::to_seconds(first_end.time_since_epoch()));
  if (asked.warn_before > core::nanoseconds::zero()) {
    to.add(tls_expiring, first_end - now < asked.warn_before ? 1 : 0);
  }
}

void add_certificate(stats::readings& to, const tls::handshake_result& shaken, const options::tls& asked,
                     core::wall_time now) {
  to.add(tls_verified, shaken.judged.ok() ? 1 : 0, tls::name_of(shaken.judged.kind));
  if (shaken.shown) add_end(to, shaken.shown->chain_not_after, asked, now);
}

std::optional<std::string> certificate_problem(const tls::handshake_result& shaken, const options::tls& asked) {
  if (shaken.judged.ok() || asked.insecure) return std::nullopt;
  return "the certificate cannot be verified: " + shaken.judged.sentence;
}

}  // namespace reachd::probe
