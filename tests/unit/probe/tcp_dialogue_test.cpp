// SPDX-License-Identifier: Apache-2.0
#include "probe/tcp_dialogue.hpp"

#include <doctest/doctest.h>

#include "probe/tcp.hpp"
#include "support/scripted_server.hpp"
#include "unit/probe/observed_probe.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using stats::reading_kind;
using test::scripted_server;
using test::visitor;

namespace {

options::tcp expecting(const std::string& pattern, const std::string& send = "") {
  options::tcp asks;
  asks.expect = *match::pattern::compile(pattern);
  asks.send = send;
  return asks;
}

struct fixture : test::observed {
  probe::tls_contexts contexts{loop};
  probe::tcp prober{loop, record, contexts};

  static probe::target_plan plan(std::uint16_t port, const options::tcp& asks, core::nanoseconds timeout) {
    auto made = test::every(1s, "127.0.0.1");
    made.probe = options::kind::tcp;
    made.port = port;
    made.timeout = timeout;
    made.asks = std::make_shared<const options::tcp>(asks);
    return made;
  }
  test::ended_probe ask(const scripted_server& server, const options::tcp& asks, core::nanoseconds timeout = 60s) {
    const auto out = run(prober, plan(server.port(), asks, timeout));
    CHECK(async::live_frames() == 0);
    return out;
  }
  test::ended_probe ask(const scripted_server::script& script, const options::tcp& asks,
                        core::nanoseconds timeout = 60s) {
    const scripted_server server(script);
    return ask(server, asks, timeout);
  }
};

}  // namespace

TEST_CASE("a banner that matches is a reply, with the time of the handshake and its phases") {
  fixture f;
  const auto got = f.ask([](visitor& from) { from.say("SSH-2.0-OpenSSH_9.2\r\n"); }, expecting("^SSH-2"));
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.how.rtt > 0ns);
  CHECK(got.how.receive_stamp == core::stamp_source::kernel);
  CHECK(got.problem.empty());
  CHECK(got.value(reading_kind::phase, "connect") == core::to_seconds(got.how.rtt));
  CHECK(got.value(reading_kind::phase, "first_byte") >= 0);
  CHECK_FALSE(got.told(reading_kind::phase, "tls"));
}

TEST_CASE("the RTT is that of the handshake, however slow the banner is") {
  fixture f;
  const auto slow = [](visitor& from) {
    std::this_thread::sleep_for(100ms);
    from.say("220 mx\r\n");
  };
  const auto got = f.ask(slow, expecting("^220"));
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.how.rtt < 100ms);
  CHECK(got.value(reading_kind::phase, "first_byte") > 0.05);
}

TEST_CASE("another banner is a mismatch that shows it, made readable") {
  fixture f;
  const auto got = f.ask([](visitor& from) { from.say("500 go\x01 away\r\n"); }, expecting("^220"));
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.how.rtt == 0ns);
  CHECK(got.problem.starts_with("the server says '500 go"));
  CHECK(got.problem.ends_with("which does not match '^220'"));
  CHECK(got.problem.find('\x01') == std::string::npos);
  CHECK(got.problem.find('\n') == std::string::npos);
}

TEST_CASE("a server that closes at once is a mismatch with a reason") {
  fixture f;
  const auto closed = f.ask([](visitor&) {}, expecting("^220"));
  CHECK(closed.how.outcome == outcome::mismatch);
  CHECK(closed.problem == "the server closed and said nothing");
}

TEST_CASE("a server that says nothing is lost, one that says something else is told at the deadline") {
  fixture f;
  const auto silent = f.ask([](visitor& from) { from.wait_until_gone(); }, expecting("^220"), 50ms);
  CHECK(silent.how.outcome == outcome::lost);
  const auto half = [](visitor& from) {
    from.say("22");
    from.wait_until_gone();
  };
  const auto cut = f.ask(half, expecting("^220"), 1s);
  CHECK(cut.how.outcome == outcome::mismatch);
  CHECK(cut.problem.starts_with("the server says '22'"));
}

TEST_CASE("no more than 64 KiB are listened to, and no more than so many pieces") {
  fixture f;
  const auto flood = [](visitor& from) {
    while (from.say(std::string(4'096, 'x'))) {
    }
  };
  const auto got = f.ask(flood, expecting("never"));
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.problem.size() < 400);
  const auto trickle = [](visitor& from) {
    while (from.say("y")) std::this_thread::yield();
  };
  CHECK(f.ask(trickle, expecting("never")).how.outcome == outcome::mismatch);
}

TEST_CASE("a banner may come byte by byte, and what comes behind it is of no matter") {
  fixture f;
  const auto by_bytes = [](visitor& from) {
    for (const char letter : std::string("+OK ready\r\n")) {
      from.say(std::string(1, letter));
      std::this_thread::yield();
    }
    from.wait_until_gone();
  };
  CHECK(f.ask(by_bytes, expecting("^\\+OK ready\r\n$")).how.outcome == outcome::reply);
}

TEST_CASE("what is to be sent is sent first, and without something to expect that is all") {
  fixture f;
  const auto echo = [](visitor& from) { from.say(from.hear()); };
  CHECK(f.ask(echo, expecting("^PING\r\n$", "PING\r\n")).how.outcome == outcome::reply);
  options::tcp only_send;
  only_send.send = "QUIT\r\n";
  CHECK(f.ask([](visitor& from) { from.wait_until_gone(); }, only_send).how.outcome == outcome::reply);
}

TEST_CASE("a closed port is refused, whatever is asked for") {
  fixture f;
  CHECK(f.run(f.prober, fixture::plan(test::closed_port(), expecting("."), 60s)).how.outcome == outcome::refused);
}

TEST_CASE("a dialogue that is stopped half-way ends as stopped, also when something was heard") {
  fixture f;
  const scripted_server silent([](visitor& from) { from.wait_until_gone(); });
  CHECK(f.stop(f.prober, fixture::plan(silent.port(), expecting("^220"), 60s)) == outcome::stopped);
  const scripted_server half([](visitor& from) {
    from.say("2");
    from.wait_until_gone();
  });
  CHECK(f.stop(f.prober, fixture::plan(half.port(), expecting("^220"), 60s)) == outcome::stopped);
  CHECK(async::live_frames() == 0);
}
