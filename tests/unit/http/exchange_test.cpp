// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <semaphore>
#include <stdexcept>
#include <vector>

#include "async/sleep.hpp"
#include "support/counting_stream.hpp"
#include "support/http_client.hpp"
#include "support/http_fixture.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::task;
using reachd::http::request;
using reachd::http::response;
using reachd::http::routes;
using reachd::test::counting_stream;
using reachd::test::http_answer;
using reachd::test::http_client;
using reachd::test::http_fixture;
using reachd::test::stream_progress;

namespace {

/// Where handlers wait for each other, and the client for them.
struct meeting {
  std::optional<reachd::async::event> all_here;
  int here = 0;
  int wanted = 1;
  std::counting_semaphore<> begun{0}, over{0};

  void use(http_fixture& fixture) { all_here.emplace(fixture.on.ready()); }
};

/// Waits until `wanted` handlers are there, or for a stop.
task<response> meet(meeting& at, request) {
  if (++at.here == at.wanted) at.all_here->set();
  at.begun.release();
  const bool met = co_await at.all_here->wait();
  at.over.release();
  co_return response::text(met ? 200 : 503, met ? "met" : "stopped");
}

routes meeting_at(meeting& at) {
  routes all;
  all.add("GET", "/meet", [&at](request asked) { return meet(at, std::move(asked)); });
  return all;
}

task<response> count(stream_progress& told, int chunks, request) {
  response answer(200, "text/plain", std::make_unique<counting_stream>(told, chunks));
  co_return std::move(answer);
}

task<response> small(request) { co_return response::text(200, "small"); }

routes streaming(stream_progress& told, int chunks) {
  routes all;
  all.add("GET", "/stream", [&told, chunks](request asked) { return count(told, chunks, std::move(asked)); });
  all.add("GET", "/small", small);
  return all;
}

}  // namespace

TEST_CASE("eight suspended handlers run side by side") {
  meeting at;
  at.wanted = 8;
  http_fixture fixture(meeting_at(at));
  at.use(fixture);
  std::vector<int> statuses;
  fixture.run([&] {
    std::vector<http_client> clients;
    for (int i = 0; i < 8; ++i) clients.emplace_back(fixture.at).ask("GET", "/meet");
    for (http_client& client : clients) statuses.push_back(client.read_answer().status);
  });
  CHECK(statuses == std::vector<int>(8, 200));
  CHECK(live_frames() == 0);
}

TEST_CASE("a client that closes stops its handler, and only that one") {
  meeting at;
  at.wanted = 3;
  http_fixture fixture(meeting_at(at));
  at.use(fixture);
  std::vector<int> statuses;
  fixture.run([&] {
    http_client closing(fixture.at), staying(fixture.at);
    staying.ask("GET", "/meet");
    at.begun.acquire();
    closing.ask("GET", "/meet");
    at.begun.acquire();
    closing.close();
    at.over.acquire();
    http_client third(fixture.at);
    third.ask("GET", "/meet");
    statuses = {staying.read_answer().status, third.read_answer().status};
  });
  CHECK(statuses == std::vector<int>{200, 200});
  CHECK(live_frames() == 0);
}

TEST_CASE("a client that resets the connection stops its handler") {
  meeting at;
  at.wanted = 2;
  http_fixture fixture(meeting_at(at));
  at.use(fixture);
  fixture.run([&] {
    http_client client(fixture.at);
    client.ask("GET", "/meet");
    at.begun.acquire();
    client.reset();
    at.over.acquire();
  });
  CHECK(at.here == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("a stop ends a handler half-way and closes its connection") {
  meeting at;
  at.wanted = 2;
  http_fixture fixture(meeting_at(at));
  at.use(fixture);
  std::optional<http_client> client(fixture.at);
  fixture.run([&] {
    client->ask("GET", "/meet");
    at.begun.acquire();
  });
  client->read_to_end();
  CHECK(fixture.server.counts().open == 0);
  CHECK(live_frames() == 0);
}

TEST_CASE("a stream of 30 MB to a slow reader is whole and leaves the server free for others") {
  constexpr int chunks = 120;
  stream_progress told;
  http_fixture fixture(streaming(told, chunks));
  http_answer slow, other;
  fixture.run([&] {
    http_client reader(fixture.at, 65536);
    reader.ask("GET", "/stream");
    reader.receive();
    other = http_client(fixture.at).get("/small");
    slow = reader.read_answer();
  });
  CHECK(other.status == 200);
  CHECK(slow.status == 200);
  CHECK(slow.field("Transfer-Encoding") == "chunked");
  CHECK(slow.whole);
  CHECK(slow.body.size() > 30'000'000);
  CHECK(slow.body == counting_stream::all(chunks));
  CHECK(told.made == chunks);
}

TEST_CASE("a reader that takes nothing holds its stream up instead of filling memory") {
  stream_progress told;
  http_fixture fixture(streaming(told, 1000));
  fixture.run([&] {
    http_client reader(fixture.at, 65536);
    reader.ask("GET", "/stream");
    reader.receive();
    http_client other(fixture.at);
    for (int i = 0; i < 200; ++i) other.get("/small");
  });
  CHECK(told.made < 1000);
  CHECK(told.dropped.try_acquire());
  CHECK(live_frames() == 0);
}

TEST_CASE("a client that goes away in the middle of a stream ends it, without another request") {
  stream_progress told;
  http_fixture fixture(streaming(told, 1'000'000));
  fixture.run([&] {
    http_client reader(fixture.at, 65536);
    reader.ask("GET", "/stream");
    reader.receive();
    reader.reset();
    told.dropped.acquire();
  });
  CHECK(told.made < 1'000'000);
  CHECK(live_frames() == 0);
}

TEST_CASE("HEAD of a stream makes none of it and sends nothing behind the header") {
  stream_progress told;
  http_fixture fixture(streaming(told, 10));
  http_answer head;
  std::string rest;
  fixture.run([&] {
    http_client client(fixture.at);
    client.ask("HEAD", "/stream");
    head = client.read_answer(true);
    client.read_to_end();
    rest = client.received();
  });
  CHECK(head.status == 200);
  CHECK(head.field("Content-Type") == "text/plain");
  CHECK(head.field("Content-Length").empty());
  CHECK(rest.empty());
  CHECK(told.made == 0);
}

TEST_CASE("a client of HTTP/1.0 gets a stream up to the end of the connection") {
  stream_progress told;
  http_fixture fixture(streaming(told, 3));
  http_answer answer;
  fixture.run([&] {
    http_client client(fixture.at);
    client.send("GET /stream HTTP/1.0\r\n\r\n");
    answer = client.read_answer();
  });
  CHECK(answer.status == 200);
  CHECK(answer.field("Transfer-Encoding").empty());
  CHECK(answer.body == counting_stream::all(3));
}

namespace {

class failing_stream final : public reachd::http::body_stream {
 public:
  task<reachd::core::result<std::string>> next() override {
    if (!std::exchange(first_, false)) co_return std::unexpected(reachd::core::error("broken"));
    co_return std::string("some of it");
  }

 private:
  bool first_ = true;
};

task<response> fail_half_way(request) {
  response answer(200, "text/plain", std::make_unique<failing_stream>());
  co_return std::move(answer);
}

task<response> throwing(request) {
  throw std::runtime_error("a handler's mistake");
  co_return response::text(200, "never");
}

}  // namespace

TEST_CASE("a stream that fails cuts the answer, so that it does not look whole") {
  routes all;
  all.add("GET", "/", fail_half_way);
  http_fixture fixture(std::move(all));
  http_answer answer;
  fixture.run([&] { answer = http_client(fixture.at).get("/"); });
  CHECK(answer.status == 200);
  CHECK(answer.body == "some of it");
  CHECK_FALSE(answer.whole);
}

TEST_CASE("what a handler throws stops the server and comes out of join") {
  routes all;
  all.add("GET", "/", throwing);
  http_fixture fixture(std::move(all));
  CHECK_THROWS_WITH(fixture.run([&] { http_client(fixture.at).get("/"); }), "a handler's mistake");
}
