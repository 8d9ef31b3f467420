// SPDX-License-Identifier: Apache-2.0
#include "probe/certificate_readings.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace reachd;
using stats::reading_kind;

namespace {

constexpr core::wall_time now{std::chrono::seconds(1'700'000'000)};

const stats::reading* find(const stats::readings& in, reading_kind what) {
  for (const stats::reading& one : in.values) {
    if (one.what == what) return &one;
  }
  return nullptr;
}

tls::handshake_result shaken(tls::verdict kind, core::nanoseconds left) {
  tls::handshake_result out;
  out.judged = {kind, kind == tls::verdict::ok ? "" : "certificate has expired"};
  out.shown.emplace();
  out.shown->chain_not_after = now + left;
  return out;
}

double expiring(core::nanoseconds left, core::nanoseconds warn_before) {
  options::tls asked;
  asked.warn_before = warn_before;
  stats::readings told;
  probe::add_end(told, now + left, asked, now);
  const stats::reading* const found = find(told, reading_kind::tls_expiring);
  return found != nullptr ? found->value : -1;
}

}  // namespace

TEST_CASE("a certificate that was verified tells that and its end") {
  stats::readings told;
  probe::add_certificate(told, shaken(tls::verdict::ok, 10s), {}, now);
  REQUIRE(find(told, reading_kind::tls_verified) != nullptr);
  CHECK(find(told, reading_kind::tls_verified)->value == 1);
  CHECK(find(told, reading_kind::tls_verified)->labels[0] == "ok");
  REQUIRE(find(told, reading_kind::tls_not_after) != nullptr);
  CHECK(find(told, reading_kind::tls_not_after)->value == 1'700'000'010);
  CHECK(find(told, reading_kind::tls_expiring) == nullptr);
}

TEST_CASE("one that was not tells why, and its end as well") {
  stats::readings told;
  probe::add_certificate(told, shaken(tls::verdict::expired, -10s), {}, now);
  REQUIRE(find(told, reading_kind::tls_verified) != nullptr);
  CHECK(find(told, reading_kind::tls_verified)->value == 0);
  CHECK(find(told, reading_kind::tls_verified)->labels[0] == "expired");
  REQUIRE(find(told, reading_kind::tls_not_after) != nullptr);
  CHECK(find(told, reading_kind::tls_not_after)->value == 1'699'999'990);
}

TEST_CASE("a server that shows none has no end") {
  tls::handshake_result none;
  stats::readings told;
  probe::add_certificate(told, none, {}, now);
  CHECK(find(told, reading_kind::tls_verified) != nullptr);
  CHECK(find(told, reading_kind::tls_verified)->value == 0);
  CHECK(find(told, reading_kind::tls_not_after) == nullptr);
}

TEST_CASE("a warning comes before the end, where one is wanted") {
  CHECK(expiring(24h, 24h) == 0);
  CHECK(expiring(24h - 1ns, 24h) == 1);
  CHECK(expiring(-1h, 24h) == 1);
  CHECK(expiring(1h, 0ns) == -1);
}

TEST_CASE("a certificate that cannot be verified is a problem, unless insecure says that it is none") {
  options::tls asked;
  CHECK_FALSE(probe::certificate_problem(shaken(tls::verdict::ok, 1h), asked).has_value());
  CHECK(probe::certificate_problem(shaken(tls::verdict::expired, -1h), asked) ==
        "the certificate cannot be verified: certificate has expired");
  asked.insecure = true;
  CHECK_FALSE(probe::certificate_problem(shaken(tls::verdict::expired, -1h), asked).has_value());
}
