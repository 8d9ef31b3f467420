// SPDX-License-Identifier: Apache-2.0
#include "http/routes.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "async/scope.hpp"
#include "support/virtual_loop.hpp"

using reachd::async::task;
using reachd::http::request;
using reachd::http::response;
using reachd::http::routes;

namespace {

task<void> keep(task<response> work, std::optional<response>& to) {
  auto made = co_await std::move(work);
  to.emplace(std::move(made));
}

response ask(const routes& from, std::string method, std::string path) {
  reachd::test::virtual_loop loop;
  reachd::async::scope work(loop.clock().ready());
  std::optional<response> answer;
  request asked;
  asked.method = std::move(method);
  asked.path = std::move(path);
  work.spawn(keep(from.respond(std::move(asked)), answer));
  loop.settle();
  return std::move(answer.value());
}

task<response> fine(request asked) { co_return response::text(200, asked.method); }

routes some() {
  routes all;
  all.add("GET", "/page", fine);
  all.add("POST", "/-/reload", fine);
  return all;
}

}  // namespace

TEST_CASE("a handler of GET answers HEAD, and no other method") {
  CHECK(std::get<std::string>(ask(some(), "GET", "/page").body) == "GET\n");
  CHECK(std::get<std::string>(ask(some(), "HEAD", "/page").body) == "HEAD\n");
  CHECK(ask(some(), "POST", "/page").status == 405);
  CHECK(ask(some(), "HEAD", "/-/reload").status == 405);
  CHECK(ask(some(), "POST", "/-/reload").status == 200);
}

TEST_CASE("405 names what is allowed") {
  const response refused = ask(some(), "GET", "/-/reload");
  REQUIRE(refused.headers.size() == 1);
  CHECK(refused.headers[0].first == "Allow");
  CHECK(refused.headers[0].second == "POST");
  CHECK(ask(some(), "PUT", "/page").headers[0].second == "GET, HEAD");
}

TEST_CASE("a path matches as a whole, and a method nobody knows is 501") {
  CHECK(ask(some(), "GET", "/page/").status == 404);
  CHECK(ask(some(), "GET", "/pag").status == 404);
  CHECK(ask(some(), "GET", std::string("/page\0", 6)).status == 404);
  CHECK(ask(some(), "get", "/page").status == 501);
  CHECK(ask(some(), "BREW", "/nowhere").status == 501);
}

TEST_CASE("a path that ends with a star takes all that begins as it does") {
  routes all;
  all.add("GET", "/targets/*", fine);
  CHECK(ask(all, "GET", "/targets/tcp://db:5432").status == 200);
  CHECK(ask(all, "GET", "/targets/").status == 200);
  CHECK(ask(all, "GET", "/targets").status == 404);
  CHECK(ask(all, "POST", "/targets/a").status == 405);
}
