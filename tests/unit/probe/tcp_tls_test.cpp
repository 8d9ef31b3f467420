// SPDX-License-Identifier: Apache-2.0
// Dialogues in TLS: what is told of the certificate, and that nothing is said to a stranger.
#include <doctest/doctest.h>

#include "probe/tcp.hpp"
#include "support/scripted_server.hpp"
#include "unit/probe/observed_probe.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using stats::reading_kind;
using test::identity;
using test::scripted_server;
using test::visitor;

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

const std::string ours = "IP:127.0.0.1";

options::tcp speaking_tls() {
  options::tcp asks;
  asks.tls.emplace();
  asks.tls->authorities = test::pem(test::world().root.certificate);
  asks.send = "the secret\r\n";
  asks.expect = *match::pattern::compile("^hello$");
  return asks;
}

/// A server that hears something and says hello.
struct greeter {
  explicit greeter(identity as)
      : server([as, this](visitor& from) {
          ++visitors;
          if (!from.secure(as)) return;
          heard += from.hear();
          from.say("hello");
          from.wait_until_gone();
        }) {}
  std::string heard;
  int visitors = 0;
  scripted_server server;
};

struct fixture : test::observed {
  probe::tls_contexts contexts{loop};
  probe::tcp prober{loop, record, contexts};

  static probe::target_plan plan(const scripted_server& server, const options::tcp& asks,
                                 core::nanoseconds timeout = 60s) {
    auto made = test::every(1s, "127.0.0.1");
    made.probe = options::kind::tcp;
    made.port = server.port();
    made.timeout = timeout;
    made.asks = std::make_shared<const options::tcp>(asks);
    return made;
  }
  test::ended_probe ask(const scripted_server& server, const options::tcp& asks = speaking_tls()) {
    const auto out = run(prober, plan(server, asks));
    CHECK(async::live_frames() == 0);
    return out;
  }
};

}  // namespace

TEST_CASE("over TLS with a certificate of a private authority the same is said and heard") {
  fixture f;
  greeter there(issued(ours));
  const auto got = f.ask(there.server);
  there.server.end();
  CAPTURE(got.problem);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(there.heard == "the secret\r\n");
  CHECK(got.value(reading_kind::tls_verified, "ok") == 1);
  CHECK(got.told(reading_kind::tls_not_after));
  CHECK(got.told(reading_kind::phase, "tls"));
  CHECK_FALSE(got.told(reading_kind::tls_expiring));
}

TEST_CASE("a certificate that cannot be verified is a mismatch that tells why, and nothing is sent") {
  const std::tuple<const char*, identity> cases[] = {{"expired", issued(ours, -60)},
                                                     {"self_signed", self_signed()},
                                                     {"wrong_name", issued("DNS:other.test,IP:127.0.0.2")}};
  for (const auto& [reason, certificate] : cases) {
    CAPTURE(reason);
    fixture f;
    greeter there(certificate);
    const auto got = f.ask(there.server);
    there.server.end();
    CHECK(got.how.outcome == outcome::mismatch);
    CHECK(got.problem.starts_with("the certificate cannot be verified: "));
    CHECK(got.value(reading_kind::tls_verified, reason) == 0);
    CHECK(got.told(reading_kind::tls_not_after));
    CHECK(there.visitors == 1);
    CHECK(there.heard.empty());
  }
}

TEST_CASE("insecure goes on and tells the same") {
  fixture f;
  greeter there(self_signed());
  options::tcp asks = speaking_tls();
  asks.tls->insecure = true;
  const auto got = f.ask(there.server, asks);
  there.server.end();
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.value(reading_kind::tls_verified, "self_signed") == 0);
  CHECK(there.heard == "the secret\r\n");
}

TEST_CASE("a certificate that ends too soon gives a warning and no failure") {
  fixture f;
  for (const auto& [left, expiring] : {std::pair(5 * day, 1), std::pair(30 * day, 0)}) {
    greeter there(issued(ours, left));
    options::tcp asks = speaking_tls();
    asks.tls->warn_before = std::chrono::hours(24 * 14);
    const auto got = f.ask(there.server, asks);
    CHECK(got.how.outcome == outcome::reply);
    CHECK(got.value(reading_kind::tls_expiring) == expiring);
  }
}

TEST_CASE("the certificate may be for another name, where the options say so") {
  fixture f;
  greeter there(issued("DNS:inner.test"));
  options::tcp asks = speaking_tls();
  asks.tls->server_name = "inner.test";
  CHECK(f.ask(there.server, asks).how.outcome == outcome::reply);
}

TEST_CASE("a server that does not speak TLS, or ends in the handshake, is a mismatch with a reason") {
  fixture f;
  const scripted_server plain([](visitor& from) {
    from.say("220 mx.example.org ESMTP\r\n");
    from.wait_until_gone();
  });
  const auto got = f.ask(plain);
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK_FALSE(got.problem.empty());
  CHECK_FALSE(got.told(reading_kind::tls_not_after));
  const auto gone = f.ask(scripted_server([](visitor& from) { from.hear(); }));
  CHECK(gone.how.outcome == outcome::mismatch);
  CHECK_FALSE(gone.problem.empty());
}

TEST_CASE("options that cannot be used are an error of ours that says so") {
  fixture f;
  const scripted_server silent([](visitor& from) { from.wait_until_gone(); });
  options::tcp asks = speaking_tls();
  asks.tls->authorities = "no certificate";
  const auto got = f.ask(silent, asks);
  CHECK(got.how.outcome == outcome::local_error);
  CHECK(got.how.errno_value != 0);
  CHECK(got.problem.starts_with("tls: the authorities"));
}

TEST_CASE("a handshake in which the server falls silent is lost, or stopped") {
  fixture f;
  const scripted_server silent([](visitor& from) { from.wait_until_gone(); });
  const auto got = f.run(f.prober, fixture::plan(silent, speaking_tls(), 50ms));
  CHECK(got.how.outcome == outcome::lost);
  CHECK(f.stop(f.prober, fixture::plan(silent, speaking_tls())) == outcome::stopped);
  CHECK(async::live_frames() == 0);
}

TEST_CASE("STARTTLS comes first, and a server that does not offer it is a mismatch") {
  fixture f;
  const identity certificate = issued(ours);
  std::string heard;
  scripted_server mail([&](visitor& from) {
    from.say("220 mx.example.org ESMTP\r\n");
    from.hear();
    from.say("250-mx.example.org\r\n250 STARTTLS\r\n");
    from.hear();
    from.say("220 go ahead\r\n");
    if (!from.secure(certificate)) return;
    heard = from.hear();
    from.say("hello");
    from.wait_until_gone();
  });
  options::tcp asks = speaking_tls();
  asks.upgrade = options::starttls::smtp;
  const auto got = f.ask(mail, asks);
  mail.end();
  CAPTURE(got.problem);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(heard == "the secret\r\n");
  CHECK(got.told(reading_kind::phase, "starttls"));
  CHECK(got.told(reading_kind::phase, "tls"));
  CHECK(got.value(reading_kind::tls_verified, "ok") == 1);
  std::string said;
  scripted_server plain([&said](visitor& from) {
    from.say("220 mx.example.org ESMTP\r\n");
    from.hear();
    from.say("250 mx.example.org\r\n");
    for (std::string piece = from.hear(); !piece.empty(); piece = from.hear()) said += piece;
  });
  const auto refused = f.ask(plain, asks);
  plain.end();
  CHECK(refused.how.outcome == outcome::mismatch);
  CHECK_FALSE(refused.problem.empty());
  CHECK(said.find("secret") == std::string::npos);
  CHECK_FALSE(refused.told(reading_kind::tls_verified));
}
