// SPDX-License-Identifier: Apache-2.0
#include "http/read_request.hpp"

#include <doctest/doctest.h>

#include "support/http_client.hpp"
#include "support/http_fixture.hpp"

using reachd::async::task;
using reachd::http::request;
using reachd::http::response;
using reachd::test::http_answer;
using reachd::test::http_client;
using reachd::test::http_fixture;

namespace {

task<response> echo(request asked) {
  const std::string word(asked.parameter("word").value_or("nothing"));
  co_return response::text(200, asked.method + " " + asked.path + " " + word + " " + asked.header("x-own"));
}

reachd::http::routes pages() {
  reachd::http::routes all;
  all.add("GET", "/a b", echo);
  all.add("POST", "/a b", echo);
  return all;
}

http_answer ask(std::string_view method, std::string_view target, std::string_view fields = "") {
  http_fixture fixture(pages());
  http_answer answer;
  fixture.run([&] {
    http_client client(fixture.at);
    client.ask(method, target, fields);
    answer = client.read_answer();
  });
  return answer;
}

}  // namespace

TEST_CASE("path, parameters and fields arrive decoded") {
  CHECK(ask("GET", "/a%20b?word=x%26y+z", "X-Own: v\r\n").body == "GET /a b x&y z v\n");
  CHECK(ask("POST", "/%61%20b?other=1&word", "Content-Length: 0\r\n").body == "POST /a b  \n");
  CHECK(ask("GET", "http://test/a%20b").body == "GET /a b nothing \n");
}

TEST_CASE("a broken escape is refused, in the path and in a parameter") {
  CHECK(ask("GET", "/a%2").status == 400);
  CHECK(ask("GET", "/a%20b?word=%zz").status == 400);
  CHECK(ask("GET", "/a%20b?%=1").status == 400);
}

TEST_CASE("a body that is announced too long is refused before it is sent") {
  CHECK(ask("POST", "/a%20b", "Content-Length: 65537\r\n").status == 413);
  CHECK(ask("POST", "/a%20b", "Content-Length: 65537\r\nExpect: 100-continue\r\n").status == 413);
}

TEST_CASE("refusals carry the security fields too") {
  const http_answer refused = ask("GET", "/a%2");
  CHECK(refused.field("X-Content-Type-Options") == "nosniff");
  CHECK(refused.field("Content-Security-Policy") == "default-src 'self'");
}
