// SPDX-License-Identifier: Apache-2.0
#include "fetch/request.hpp"

#include <doctest/doctest.h>

using reachd::fetch::flaw_of;
using reachd::fetch::host_of;
using reachd::fetch::request;

namespace {

request good() {
  request asked;
  asked.authority = "example.test";
  return asked;
}

request with_header(std::string name, std::string value) {
  request asked = good();
  asked.headers.emplace_back(std::move(name), std::move(value));
  return asked;
}

}  // namespace

TEST_CASE("a plain request has no flaw") {
  CHECK_FALSE(flaw_of(good()));
  CHECK_FALSE(flaw_of(with_header("X-Name", "a value with \t and \xc3\xa4")));
  request asked = good();
  asked.authority = "[2001:db8::1]:8080";
  asked.path = "/a?b=%20";
  asked.method = "PROPFIND";
  CHECK_FALSE(flaw_of(asked));
}

TEST_CASE("what would say something else than what was meant is a flaw") {
  for (const char* value : {"a\r\nX: y", "a\n", "\r", "\x7f", "\x01"}) CHECK(flaw_of(with_header("X", value)));
  CHECK(flaw_of(with_header("X", std::string("a\0b", 3))));
  for (const char* name : {"", "a b", "a:", "a\r\n", "\xc3\xa4", "Content-Length", "transfer-ENCODING"})
    CHECK(flaw_of(with_header(name, "1")));
  for (const char* path : {"", "a", "/a b", "/a\r\nHost: x", "/a#b", "/\xc3\xa4"}) {
    request asked = good();
    asked.path = path;
    CHECK(flaw_of(asked));
  }
  for (const char* method : {"", "GET /", "GET\r\n"}) {
    request asked = good();
    asked.method = method;
    CHECK(flaw_of(asked));
  }
  for (const char* authority : {"", "a b", "a/b", "u@h", "a\r\n", "a?b", "a#b", "a\\b"}) {
    request asked = good();
    asked.authority = authority;
    CHECK(flaw_of(asked));
  }
}

TEST_CASE("a flaw does not tell what may be a secret") {
  CHECK(flaw_of(with_header("Authorization", "hunter2\n"))->find("hunter2") == std::string::npos);
}

TEST_CASE("the host of an authority has neither port nor brackets") {
  CHECK(host_of("example.test") == "example.test");
  CHECK(host_of("example.test:80") == "example.test");
  CHECK(host_of("[2001:db8::1]:80") == "2001:db8::1");
  CHECK(host_of("[2001:db8::1]") == "2001:db8::1");
}
