// SPDX-License-Identifier: Apache-2.0
#include "http/request.hpp"

#include <doctest/doctest.h>

using reachd::http::path_of_target;
using reachd::http::request;

TEST_CASE("header fields are found in any case, and several of one name are joined") {
  request asked;
  asked.headers = {{"Accept-Encoding", "gzip"}, {"Host", "a"}, {"ACCEPT-encoding", "br"}};
  CHECK(asked.header("accept-encoding") == "gzip, br");
  CHECK(asked.header("host") == "a");
  CHECK(asked.header("hos") == "");
}

TEST_CASE("the first parameter of a name counts, and an empty one is there") {
  request asked;
  asked.parameters = {{"a", "1"}, {"a", "2"}, {"b", ""}};
  CHECK(asked.parameter("a") == "1");
  CHECK(asked.parameter("b") == "");
  CHECK_FALSE(asked.parameter("A"));
}

TEST_CASE("the path is cut out of an absolute target") {
  CHECK(path_of_target("/a/b") == "/a/b");
  CHECK(path_of_target("http://host:80/a/b") == "/a/b");
  CHECK(path_of_target("HTTPS://host") == "/");
  CHECK(path_of_target("*") == "*");
}
