// SPDX-License-Identifier: Apache-2.0
#include "fetch/received.hpp"

#include <doctest/doctest.h>

using reachd::fetch::received;

TEST_CASE("the headers that matter are kept, whatever their case, the first of each") {
  received answer(10);
  for (const char* line :
       {"HTTP/1.1 200 OK\r\n", "LOCATION:  /a b \r\n", "location: /second\r\n", "content-type: text/html\r\n",
        "Last-Modified: then\r\n", "Date:now\r\n", "Content-Length: 12\r\n", "X-Other: y\r\n", "no colon\r\n", "\r\n"})
    REQUIRE(answer.take_header(line));
  const auto fields = answer.take_fields();
  CHECK(fields.location == "/a b");
  CHECK(fields.content_type == "text/html");
  CHECK(fields.last_modified == "then");
  CHECK(fields.date == "now");
  CHECK(fields.content_length == 12);
}

TEST_CASE("an interim answer and a trailer are not the answer's") {
  received answer(10);
  for (const char* line : {"HTTP/1.1 103 Early\r\n", "Location: /early\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
                           "Date: header\r\n", "\r\n", "Content-Type: trailer\r\n", "\r\n"})
    REQUIRE(answer.take_header(line));
  const auto fields = answer.take_fields();
  CHECK(fields.location.empty());
  CHECK(fields.content_type.empty());
  CHECK(fields.date == "header");
}

TEST_CASE("a header is whole at its empty line, that of an interim answer never") {
  received answer(10);
  CHECK_FALSE(answer.header_is_whole());
  for (const char* line : {"HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "Date: x\r\n"}) {
    answer.take_header(line);
    CHECK_FALSE(answer.header_is_whole());
  }
  answer.take_header("\r\n");
  CHECK(answer.header_is_whole());
}

TEST_CASE("a length that is no number is none") {
  for (const char* value : {"", "x", "1 2", "-1", "99999999999999999999", "0x10"}) {
    CAPTURE(value);
    received answer(10);
    answer.take_header("HTTP/1.1 200 OK\r\n");
    answer.take_header("Content-Length: " + std::string(value) + "\r\n");
    CHECK_FALSE(answer.take_fields().content_length);
  }
}

TEST_CASE("long values are cut, but not a location that may be meant") {
  received answer(10);
  answer.take_header("HTTP/1.1 200 OK\r\n");
  answer.take_header("Content-Type: " + std::string(5000, 'c') + "\r\n");
  answer.take_header("Location: " + std::string(9000, 'l') + "\r\n");
  const auto fields = answer.take_fields();
  CHECK(fields.content_type == std::string(256, 'c'));
  CHECK(fields.location == std::string(8193, 'l'));
}

TEST_CASE("headers are bounded by their bytes and by their number") {
  received by_bytes(10);
  int taken = 0;
  while (by_bytes.take_header(std::string(1024, 'x'))) ++taken;
  CHECK(taken == 64);
  CHECK(by_bytes.too_many_headers());
  received by_number(10);
  taken = 0;
  while (by_number.take_header("x")) ++taken;
  CHECK(taken == 1000);
}

TEST_CASE("the body is kept up to what is wanted") {
  received answer(5);
  CHECK(answer.take_body("abc"));
  CHECK(answer.take_body("de"));
  CHECK_FALSE(answer.cut());
  CHECK_FALSE(answer.take_body("f"));
  CHECK(answer.cut());
  CHECK(answer.take_text() == "abcde");
}

TEST_CASE("a body that is not to be kept is counted, and cut as one that is") {
  received answer(5, false);
  CHECK(answer.take_body("abc"));
  CHECK(answer.body_bytes() == 3);
  CHECK_FALSE(answer.take_body("def"));
  CHECK(answer.body_bytes() == 5);
  CHECK(answer.cut());
  CHECK(answer.take_text().empty());
}
