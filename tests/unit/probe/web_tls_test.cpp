// SPDX-License-Identifier: Apache-2.0
// HTTP probes in TLS: what is told of the certificate, and that nothing is said to a stranger.
#include <doctest/doctest.h>

#include "unit/probe/web_probe.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using stats::reading_kind;
using test::holds;
using test::http_answer;
using test::identity;
using test::redirect_to;
using test::web_probe;
using test::web_server;

namespace {

constexpr long day = 24L * 3600;

identity issued(const std::string& names, long ends_seconds = 30 * day) {
  test::wanted what;
  what.alternative = names;
  what.ends_seconds = ends_seconds;
  return test::issue(what, &test::world().root);
}
identity self_signed() {
  test::wanted what;
  what.alternative = "IP:127.0.0.1";
  return test::issue(what);
}
const identity& good() {
  static const identity made = issued("IP:127.0.0.1");
  return made;
}

options::http secure() {
  options::http how;
  how.secure = true;
  how.bearer = options::secret_text{"the token"};
  how.tls.authorities = test::pem(test::world().root.certificate);
  return how;
}

}  // namespace

TEST_CASE("a certificate of a private authority is told with its end, and then the request is sent") {
  web_probe f;
  web_server server({http_answer("200 OK")}, &good());
  options::http how = secure();
  how.tls.warn_before = std::chrono::hours(24 * 40);
  const auto got = f.ask(server.port(), how);
  CAPTURE(got.problem);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.value(reading_kind::tls_verified, "ok") == 1);
  CHECK(got.told(reading_kind::tls_not_after));
  CHECK(got.value(reading_kind::tls_expiring) == 1);
  CHECK(got.told(reading_kind::phase, "tls"));
  REQUIRE(server.asked().size() == 1);
  CHECK(holds(server.asked().front(), "Authorization: Bearer the token\r\n"));
  CHECK(server.visitors == 1);
}

TEST_CASE("one that cannot be verified is a mismatch that tells why and its end, and no request is sent") {
  const std::tuple<const char*, identity> cases[] = {{"expired", issued("IP:127.0.0.1", -60)},
                                                     {"self_signed", self_signed()},
                                                     {"wrong_name", issued("DNS:other.test")}};
  for (const auto& [reason, certificate] : cases) {
    CAPTURE(reason);
    web_probe f;
    web_server server({http_answer("200 OK")}, &certificate);
    const auto got = f.ask(server.port(), secure());
    CHECK(got.how.outcome == outcome::mismatch);
    CHECK_FALSE(got.problem.empty());
    CHECK(got.value(reading_kind::tls_verified, reason) == 0);
    CHECK(got.told(reading_kind::tls_not_after));
    CHECK(server.asked().empty());
    CHECK(server.visitors == 2);
  }
}

TEST_CASE("insecure sends the request and tells the verdict") {
  const identity certificate = self_signed();
  web_probe f;
  web_server server({http_answer("200 OK")}, &certificate);
  options::http how = secure();
  how.tls.insecure = true;
  const auto got = f.ask(server.port(), how);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.value(reading_kind::tls_verified, "self_signed") == 0);
  CHECK(got.told(reading_kind::tls_not_after));
  CHECK(server.asked().size() == 1);
}

TEST_CASE("the look at a certificate is no part of the RTT") {
  const identity certificate = self_signed();
  web_probe f;
  int visits = 0;
  const test::scripted_server slow_to_come_again([&](test::visitor& from) {
    if (++visits == 2) std::this_thread::sleep_for(500ms);
    if (!from.secure(certificate)) return;
    if (!from.hear_request().empty()) from.say(http_answer("200 OK"));
    from.wait_until_gone();
  });
  options::http how = secure();
  how.tls.insecure = true;
  const auto got = f.ask(slow_to_come_again.port(), how);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.how.rtt < 500ms);
  CHECK(got.value(reading_kind::tls_verified, "self_signed") == 0);
}

TEST_CASE("from https to http no secret goes along, and the phases are those of both") {
  web_probe f;
  web_server plain({http_answer("200 OK")});
  web_server server({redirect_to("http://" + plain.place() + "/")}, &good());
  options::http how = secure();
  how.follow = 1;
  const auto got = f.ask(server.port(), how);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.told(reading_kind::phase, "tls"));
  REQUIRE(plain.asked().size() == 1);
  CHECK_FALSE(holds(plain.asked().front(), "Authorization"));
}

TEST_CASE("who is believed at first is believed after a redirect, and our certificate is shown to no stranger") {
  web_probe f;
  web_server other({http_answer("200 OK")}, &good());
  web_server server({redirect_to("https://" + other.place() + "/")}, &good());
  options::http how = secure();
  how.follow = 1;
  const auto got = f.ask(server.port(), how);
  CAPTURE(got.problem);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.value(reading_kind::tls_verified, "ok") == 1);
  REQUIRE(other.asked().size() == 1);
  CHECK_FALSE(holds(other.asked().front(), "Authorization"));
}

TEST_CASE("a stranger behind a redirect whose certificate cannot be verified hears nothing") {
  const identity certificate = issued("IP:127.0.0.1", -60);
  web_probe f;
  web_server other({http_answer("200 OK")}, &certificate);
  web_server server({redirect_to("https://" + other.place() + "/")}, &good());
  options::http how = secure();
  how.follow = 1;
  const auto got = f.ask(server.port(), how);
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.value(reading_kind::tls_verified, "expired") == 0);
  CHECK_FALSE(got.told(reading_kind::tls_verified, "ok"));
  CHECK(other.asked().empty());
}

TEST_CASE("a server that does not speak TLS is a mismatch, and no certificate is told") {
  web_probe f;
  const test::scripted_server plain([](test::visitor& from) {
    from.say("HTTP/1.1 400 Bad Request\r\n\r\n");
    from.wait_until_gone();
  });
  const auto got = f.ask(plain.port(), secure());
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK_FALSE(got.problem.empty());
  CHECK_FALSE(got.told(reading_kind::tls_not_after));
}

TEST_CASE("a handshake in which the server falls silent is lost, or stopped") {
  web_probe f;
  const test::scripted_server silent([](test::visitor& from) { from.wait_until_gone(); });
  CHECK(f.ask(silent.port(), secure(), 50ms).how.outcome == outcome::lost);
  CHECK(f.stop(f.prober, f.plan(silent.port(), secure())) == outcome::stopped);
  CHECK(async::live_frames() == 0);
}
