// SPDX-License-Identifier: Apache-2.0
#include "http/response.hpp"

#include <doctest/doctest.h>

using reachd::http::response;

TEST_CASE("a line of text ends with a line feed and says its charset") {
  const response made = response::text(404, "no such page");
  CHECK(made.status == 404);
  CHECK(made.content_type == "text/plain; charset=utf-8");
  CHECK(std::get<std::string>(made.body) == "no such page\n");
}
