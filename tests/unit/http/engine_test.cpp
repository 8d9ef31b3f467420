// SPDX-License-Identifier: Apache-2.0
#include "http/engine.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "support/http_client.hpp"
#include "support/http_fixture.hpp"

using namespace std::chrono_literals;
using reachd::async::task;
using reachd::http::limits;
using reachd::http::request;
using reachd::http::response;
using reachd::http::routes;
using reachd::test::http_answer;
using reachd::test::http_client;
using reachd::test::http_fixture;

namespace {

task<response> size_of(request asked) { co_return response::text(200, std::to_string(asked.header("X-Long").size())); }

task<response> megabytes(request) {
  response answer(200, "text/plain", std::string(std::size_t{64} * 1024 * 1024, 'x'));
  co_return std::move(answer);
}

routes pages() {
  routes all;
  all.add("GET", "/", size_of);
  all.add("POST", "/", size_of);
  all.add("GET", "/large", megabytes);
  return all;
}

limits with(reachd::core::nanoseconds header, reachd::core::nanoseconds idle, reachd::core::nanoseconds write) {
  limits bounds;
  bounds.header = header;
  bounds.idle = idle;
  bounds.write = write;
  return bounds;
}

}  // namespace

TEST_CASE("a header up to its limit is served, a longer one gets 431 or the end of the connection") {
  http_fixture fixture(pages());
  http_answer fits, over, far_over, long_target;
  fixture.run([&] {
    fits = http_client(fixture.at).get("/", "X-Long: " + std::string(8000, 'a') + "\r\n");
    over = http_client(fixture.at).get("/", "X-Long: " + std::string(8200, 'a') + "\r\n");
    far_over = http_client(fixture.at).get("/", "X-Long: " + std::string(200'000, 'a') + "\r\n");
    long_target = http_client(fixture.at).get("/" + std::string(200'000, 'a'));
  });
  CHECK(fits.status == 200);
  CHECK(fits.body == "8000\n");
  CHECK(over.status == 431);
  CHECK((far_over.status == 431 || far_over.status == 0));
  CHECK((long_target.status == 414 || long_target.status == 0));
}

TEST_CASE("many short header fields do not use up the room for the answer") {
  http_fixture fixture(pages());
  std::string fields;
  while (fields.size() + 8 < 7000) fields += "A: b\r\n";
  http_answer answer;
  fixture.run([&] { answer = http_client(fixture.at).get("/", fields); });
  CHECK((answer.status == 200 || answer.status == 431));
}

TEST_CASE("what is no HTTP ends the connection and harms nobody") {
  http_fixture fixture(pages(), with(50ms, 1h, 1h));
  const std::vector<std::string> garbage = {
      std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15),
      std::string(3, '\0') + "\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: t\r\nno colon here\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: many\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  };
  std::vector<int> statuses;
  http_answer after;
  fixture.run([&] {
    for (const std::string& text : garbage) {
      http_client client(fixture.at);
      client.send(text);
      statuses.push_back(client.read_answer().status);
    }
    after = http_client(fixture.at).get("/");
  });
  for (std::size_t i = 0; i < garbage.size(); ++i) {
    CAPTURE(garbage[i]);
    CHECK((statuses[i] == 0 || (statuses[i] >= 400 && statuses[i] < 600)));
  }
  CHECK(after.status == 200);
}

TEST_CASE("a half-sent header is closed at its deadline, however it drips") {
  http_fixture fixture(pages(), with(50ms, 1h, 1h));
  bool silent_closed = false, dripping_closed = false, body_closed = false;
  fixture.run([&] {
    http_client silent(fixture.at), dripping(fixture.at), body(fixture.at);
    silent.send("GET / HT");
    body.ask("POST", "/", "Content-Length: 10\r\n");
    dripping.send("GET / HTTP/1.1\r\nHost: t\r\nX: ");
    while (!dripping.ends_within(1ms)) dripping.send("a");
    dripping_closed = true;
    silent.read_to_end();
    silent_closed = true;
    body.read_to_end();
    body_closed = true;
  });
  CHECK(silent_closed);
  CHECK(dripping_closed);
  CHECK(body_closed);
  CHECK(fixture.server.counts().timed_out == 3);
}

TEST_CASE("a connection without a second request is closed at the idle deadline") {
  http_fixture fixture(pages(), with(1h, 50ms, 1h));
  http_answer answer;
  fixture.run([&] {
    http_client client(fixture.at);
    answer = client.get("/");
    client.read_to_end();
  });
  CHECK(answer.status == 200);
  CHECK(fixture.server.counts().timed_out == 1);
}

TEST_CASE("a client that takes nothing of its answer is closed at the write deadline") {
  http_fixture fixture(pages(), with(1h, 1h, 50ms));
  http_answer answer;
  fixture.run([&] {
    http_client client(fixture.at, 65536);
    client.ask("GET", "/large");
    while (!client.ends_within(1ms)) client.send("x");
    answer = client.read_answer();
  });
  CHECK_FALSE(answer.whole);
  CHECK(fixture.server.counts().timed_out == 1);
}
