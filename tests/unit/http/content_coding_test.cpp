// SPDX-License-Identifier: Apache-2.0
#include "http/content_coding.hpp"

#include <doctest/doctest.h>

#include "support/counting_stream.hpp"
#include "support/gunzip.hpp"
#include "support/http_client.hpp"
#include "support/http_fixture.hpp"

using reachd::async::live_frames;
using reachd::async::task;
using reachd::http::request;
using reachd::http::response;
using reachd::http::routes;
using reachd::test::counting_stream;
using reachd::test::gunzip;
using reachd::test::http_answer;
using reachd::test::http_client;
using reachd::test::http_fixture;
using reachd::test::stream_progress;

namespace {

constexpr auto with_gzip = "Accept-Encoding: gzip\r\n";

task<response> letters(std::size_t count, bool compressible, request) {
  response answer(200, "text/plain", std::string(count, 'a'));
  answer.compressible = compressible;
  co_return std::move(answer);
}

task<response> stream(stream_progress& told, int chunks, request) {
  response answer(200, "text/plain", std::make_unique<counting_stream>(told, chunks));
  co_return std::move(answer);
}

/// The answer to GET / with the header fields given.
http_answer ask(reachd::http::handler page, std::string_view fields) {
  routes all;
  all.add("GET", "/", std::move(page));
  http_fixture fixture(std::move(all));
  http_answer answer;
  fixture.run([&] { answer = http_client(fixture.at).get("/", fields); });
  CHECK(live_frames() == 0);
  return answer;
}

reachd::http::handler page_of(std::size_t count, bool compressible = true) {
  return [=](request asked) { return letters(count, compressible, std::move(asked)); };
}

}  // namespace

TEST_CASE("a page is packed for a client that takes gzip, on the loop or on the pool") {
  for (const std::size_t size : {1024, 5'000'000}) {
    CAPTURE(size);
    const http_answer packed = ask(page_of(size), with_gzip);
    CHECK(packed.field("Content-Encoding") == "gzip");
    CHECK(packed.field("Vary") == "Accept-Encoding");
    CHECK(packed.field("Content-Length") == std::to_string(packed.body.size()));
    CHECK(packed.body.size() * 10 < size);
    CHECK(gunzip(packed.body) == std::string(size, 'a'));
  }
}

TEST_CASE("a page is left as it is when gzip is refused, not asked for, or not worth it") {
  for (const auto* const fields : {"", "Accept-Encoding: gzip;q=0\r\n", "Accept-Encoding: br\r\n"}) {
    CAPTURE(fields);
    const http_answer plain = ask(page_of(5000), fields);
    CHECK(plain.field("Content-Encoding").empty());
    CHECK(plain.field("Vary") == "Accept-Encoding");
    CHECK(plain.body == std::string(5000, 'a'));
  }
  CHECK(ask(page_of(1023), with_gzip).field("Content-Encoding").empty());
}

TEST_CASE("what is compressed already is never packed and does not vary") {
  const http_answer plain = ask(page_of(5000, false), with_gzip);
  CHECK(plain.field("Content-Encoding").empty());
  CHECK(plain.field("Vary").empty());
  CHECK(plain.body.size() == 5000);
}

TEST_CASE("a stream is packed while it is made, and unpacks to the whole of it") {
  stream_progress told;
  const http_answer packed = ask([&](request asked) { return stream(told, 40, std::move(asked)); }, with_gzip);
  CHECK(packed.field("Content-Encoding") == "gzip");
  CHECK(packed.field("Transfer-Encoding") == "chunked");
  CHECK(packed.whole);
  CHECK(gunzip(packed.body) == counting_stream::all(40));
}

TEST_CASE("an empty stream packs to an empty page") {
  stream_progress told;
  const http_answer packed = ask([&](request asked) { return stream(told, 0, std::move(asked)); }, with_gzip);
  CHECK(packed.whole);
  CHECK(gunzip(packed.body) == "");
}

TEST_CASE("a client that leaves while the pool packs for it leaves nothing behind") {
  stream_progress told;
  routes all;
  all.add("GET", "/", [&](request asked) { return stream(told, 1'000'000, std::move(asked)); });
  http_fixture fixture(std::move(all));
  fixture.run([&] {
    http_client client(fixture.at);
    client.ask("GET", "/", with_gzip);
    client.receive();
    client.reset();
    told.dropped.acquire();
  });
  CHECK(told.made < 1'000'000);
  CHECK(live_frames() == 0);
}
