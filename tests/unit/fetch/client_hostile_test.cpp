// SPDX-License-Identifier: Apache-2.0
// Servers that end too early, never, or say what is no HTTP.
#include <doctest/doctest.h>

#include "web.hpp"

using reachd::fetch::failure_kind;
using reachd::fetch::outcome;
using reachd::test::plan;
using reachd::test::web;

namespace {

std::string answer_of(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

/// A gzip member that unpacks to zeros: its begin, and what may follow as often as one likes, 2064 zeros in 13 bytes. A
/// zero, then copies of 258 bytes from one byte before, in the fixed codes (RFC 1951 §3.2.6).
struct zeros {
  zeros() {
    std::string bits =
        "110"
        "00110000";  // the last block, fixed codes; a zero
    for (int copies = 0; copies < 24; ++copies)
      bits +=
          "11000101"
          "00000";
    std::string bytes;
    for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) {
      int byte = 0;
      for (std::size_t bit = 0; bit < 8; ++bit) byte |= (bits[at + bit] - '0') << bit;
      bytes += static_cast<char>(byte);
    }
    begin = std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + bytes.substr(0, 2);
    for (int times = 0; times < 1000; ++times) more += bytes.substr(2, 13);
  }
  std::string begin, more;
};

std::string many_of(std::string_view text) {
  std::string out;
  for (int time = 0; time < 300; ++time) out += text;
  return out;
}

failure_kind kind_of(const outcome& got) {
  REQUIRE_FALSE(got);
  return got.error().kind;
}

}  // namespace

TEST_CASE("a body that unpacks to a thousand times its size, for ever, is cut where it is long enough") {
  web server;
  const zeros bomb;
  auto asked = server.to_server();
  asked.max_body_bytes = 10'000'000;
  const std::string header = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
  const auto got = server.ask(asked, plan{.answer = header + bomb.begin, .endless = bomb.more});
  REQUIRE(got);
  CHECK(got->cut);
  CHECK(got->body == std::string(10'000'000, '\0'));
  CHECK(got->received_bytes < 200'000);
}

TEST_CASE("a body without end is cut") {
  web server;
  auto asked = server.to_server();
  asked.max_body_bytes = 100'000;
  const auto got = server.ask(asked, plan{.answer = "HTTP/1.1 200 OK\r\n\r\n", .endless = std::string(10'000, 'x')});
  REQUIRE(got);
  CHECK(got->cut);
  CHECK(got->body == std::string(100'000, 'x'));
}

TEST_CASE("a body as long as is wanted is whole") {
  web server;
  auto asked = server.to_server();
  asked.max_body_bytes = 5;
  const auto whole = server.ask(asked, plan{.answer = answer_of("12345")});
  REQUIRE(whole);
  CHECK_FALSE(whole->cut);
  const auto longer = server.ask(asked, plan{.answer = answer_of("123456")});
  REQUIRE(longer);
  CHECK(longer->cut);
  CHECK(longer->body == "12345");
}

TEST_CASE("headers without end are too large, by their bytes, by their number, in one line and as interim answers") {
  for (const std::string& endless : {"X: " + std::string(1000, 'y') + "\r\n", many_of("X: y\r\n"),
                                     std::string(1000, 'y'), many_of("\r\nHTTP/1.1 100 Continue\r\n")}) {
    CAPTURE(endless.substr(0, 30));
    web server;
    const auto got = server.ask(server.to_server(), plan{.answer = "HTTP/1.1 103 Early\r\n", .endless = endless});
    CHECK(kind_of(got) == failure_kind::too_large);
  }
}

TEST_CASE("an answer that ends anywhere before its end is closed, never an answer") {
  const std::string whole = answer_of("0123456789", "Content-Type: text/plain\r\n");
  for (const bool reset : {false, true}) {
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
      CAPTURE(cut);
      CAPTURE(reset);
      web server;
      const auto got = server.ask(server.to_server(), plan{.answer = whole.substr(0, cut), .resets = reset});
      REQUIRE_FALSE(got);
      // With less than "HTTP/" nobody knows that it would have been HTTP.
      const bool right = got.error().kind == failure_kind::closed ||
                         (cut > 0 && cut < 5 && got.error().kind == failure_kind::protocol);
      CHECK_MESSAGE(right, name_of(got.error().kind), " ", got.error().message);
      CHECK(got.error().times.connect.count() > 0);
    }
  }
}

TEST_CASE("an interim answer and nothing after it is no answer") {
  web server;
  CHECK(kind_of(server.ask("HTTP/1.1 100 Continue\r\n\r\n")) == failure_kind::closed);
  CHECK(kind_of(server.ask("HTTP/1.1 100 Continue\r\nX: y\r\n")) == failure_kind::closed);
  const auto got = server.ask("HTTP/1.1 103 Early\r\nLocation: /no\r\n\r\n" + answer_of("after it"));
  REQUIRE(got);
  CHECK(got->status == 200);
  CHECK(got->body == "after it");
  CHECK(got->headers.location.empty());
}

TEST_CASE("what is not HTTP is told as such") {
  for (const std::string answer :
       {"SSH-2.0-OpenSSH_9.2\r\n", "<html>HTTP/0.9</html>", "\r\n\r\n\r\n", "HTTP/7.3 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}) {
    CAPTURE(answer);
    web server;
    CHECK(kind_of(server.ask(answer)) == failure_kind::protocol);
  }
}

TEST_CASE("a body that cannot be unpacked is told as such") {
  web server;
  CHECK(kind_of(server.ask(answer_of("no gzip at all", "Content-Encoding: gzip\r\n"))) == failure_kind::encoding);
}

TEST_CASE("a length that is too long is an end too early, and a huge one takes no memory") {
  web server;
  CHECK(kind_of(server.ask("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nshort")) == failure_kind::closed);
  CHECK(kind_of(server.ask("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nx")) == failure_kind::closed);
  const auto shorter = server.ask("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabcdef");
  REQUIRE(shorter);
  CHECK(shorter->body == "ab");
}
