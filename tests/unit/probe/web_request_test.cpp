// SPDX-License-Identifier: Apache-2.0
#include "probe/web_request.hpp"

#include <doctest/doctest.h>

#include "unit/probe/web_probe.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using stats::reading_kind;
using test::holds;
using test::http_answer;
using test::scripted_server;
using test::visitor;
using test::web_probe;
using test::web_server;

TEST_CASE("a good answer is a reply with its time, its figures and its phases") {
  web_probe f;
  web_server server({http_answer("200 OK", "hello")});
  options::http how;
  how.path = "/health?full";
  how.headers = {{"X-Key", options::secret_text{"the key"}}};
  const auto got = f.ask(server.port(), how);
  CAPTURE(got.problem);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.how.rtt > 0ns);
  CHECK(got.how.rtt < 1min);
  CHECK(got.value(reading_kind::http_status) == 200);
  CHECK(got.value(reading_kind::http_version) == 1.1);
  CHECK(got.value(reading_kind::http_redirects) == 0);
  CHECK(got.value(reading_kind::http_body_bytes) == 5);
  CHECK(got.told(reading_kind::phase, "connect"));
  CHECK(got.told(reading_kind::phase, "first_byte"));
  CHECK(got.told(reading_kind::phase, "transfer"));
  CHECK_FALSE(got.told(reading_kind::phase, "tls"));
  CHECK_FALSE(got.told(reading_kind::phase, "resolve"));
  CHECK_FALSE(got.told(reading_kind::tls_verified, "ok"));
  REQUIRE(server.asked().size() == 1);
  const std::string asked = server.asked().front();
  CHECK(asked.starts_with("GET /health?full HTTP/1.1\r\n"));
  CHECK(holds(asked, "Host: " + server.place() + "\r\n"));
  CHECK(holds(asked, "X-Key: the key\r\n"));
  CHECK(holds(asked, "User-Agent: reachd/test\r\n"));
}

TEST_CASE("another status than expected is a mismatch, with all that was told") {
  web_probe f;
  const auto got = f.ask(http_answer("503 Service Unavailable", "sorry"));
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.how.rtt == 0ns);
  CHECK(got.problem == "the status is 503, expected 200-299");
  CHECK(got.value(reading_kind::http_status) == 503);
  CHECK(got.value(reading_kind::http_body_bytes) == 5);
  options::http wanted;
  wanted.status = {{200, 299}, {503, 503}};
  CHECK(f.ask(http_answer("503 Service Unavailable"), wanted).how.outcome == outcome::reply);
}

TEST_CASE("a body is judged by pattern and by JSON") {
  web_probe f;
  options::http wanted;
  wanted.body_pattern = *match::pattern::compile("well");
  CHECK(f.ask(http_answer("200 OK", "all is well"), wanted).how.outcome == outcome::reply);
  CHECK(f.ask(http_answer("200 OK", "ill"), wanted).problem == "the body does not match 'well'");
  options::http json;
  json.json = {{.pointer = "/status", .value = "ok"}};
  CHECK(f.ask(http_answer("200 OK", R"({"status":"ok"})"), json).how.outcome == outcome::reply);
  CHECK(f.ask(http_answer("200 OK", R"({"status":"no"})"), json).how.outcome == outcome::mismatch);
}

TEST_CASE("a body larger than wanted is a mismatch, and not waited for") {
  web_probe f;
  options::http wanted;
  wanted.max_bytes = 10;
  CHECK(f.ask(http_answer("200 OK", std::string(10, 'x')), wanted).how.outcome == outcome::reply);
  const scripted_server endless([](visitor& from) {
    from.hear_request();
    from.say("HTTP/1.1 200 OK\r\n\r\n");
    while (from.say(std::string(4'096, 'x'))) {
    }
  });
  const auto got = f.ask(endless.port(), wanted);
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.problem == "the body is larger than 10 bytes");
}

TEST_CASE("an answer that is none is a mismatch that says why") {
  web_probe f;
  for (const char* bad : {"", "HTTP/1.1 200", "220 mx ESMTP\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"}) {
    CAPTURE(bad);
    const scripted_server server([bad](visitor& from) {
      from.hear_request();
      from.say(bad);
    });
    const auto got = f.ask(server.port());
    CHECK(got.how.outcome == outcome::mismatch);
    CHECK_FALSE(got.problem.empty());
    CHECK(got.told(reading_kind::phase, "connect"));
  }
}

TEST_CASE("a closed port is refused, silence is lost") {
  web_probe f;
  const auto refused = f.ask(test::closed_port());
  CHECK(refused.how.outcome == outcome::refused);
  CHECK_FALSE(refused.problem.empty());
  const scripted_server silent([](visitor& from) { from.wait_until_gone(); });
  CHECK(f.ask(silent.port(), {}, 50ms).how.outcome == outcome::lost);
  const scripted_server half([](visitor& from) {
    from.hear_request();
    from.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    from.wait_until_gone();
  });
  CHECK(f.ask(half.port(), {}, 50ms).how.outcome == outcome::lost);
}

TEST_CASE("a request that may not be sent is an error of ours") {
  web_probe f;
  options::http bad;
  bad.headers = {{"X-Key", options::secret_text{"two\r\nlines"}}};
  web_server server({http_answer("200 OK")});
  const auto got = f.ask(server.port(), bad);
  CHECK(got.how.outcome == outcome::local_error);
  CHECK(got.how.errno_value != 0);
  CHECK_FALSE(holds(got.problem, "two"));
  CHECK(server.asked().empty());
}

TEST_CASE("a probe that is stopped half-way ends as stopped") {
  web_probe f;
  const scripted_server silent([](visitor& from) { from.wait_until_gone(); });
  CHECK(f.stop(f.prober, f.plan(silent.port(), {})) == outcome::stopped);
  CHECK(async::live_frames() == 0);
}
