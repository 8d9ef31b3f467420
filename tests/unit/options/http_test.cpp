// SPDX-License-Identifier: Apache-2.0
#include "options/http.hpp"

#include <doctest/doctest.h>

using namespace reachd::options;

TEST_CASE("a range of status codes holds both its ends, and no code that does not fit into it") {
  const status_range range{200, 299};
  CHECK(range.contains(200));
  CHECK(range.contains(299));
  CHECK_FALSE(range.contains(199));
  CHECK_FALSE(range.contains(300));
  CHECK_FALSE(range.contains(-1));
  CHECK_FALSE(range.contains(65'536 + 200));
  CHECK(status_range{404, 404}.contains(404));
}

TEST_CASE("by default a GET without secrets is sent, no redirect is followed, and any good status will do") {
  const http usual;
  CHECK(usual.method == "GET");
  CHECK(usual.path == "/");
  CHECK(usual.follow == 0);
  CHECK_FALSE(usual.tls.insecure);
  CHECK_FALSE(usual.bearer.has_value());
  CHECK_FALSE(usual.basic.has_value());
  REQUIRE(usual.status.size() == 1);
  CHECK(usual.status.front() == status_range{200, 299});
}

TEST_CASE("options differ when any of what is expected does") {
  http one;
  http other = one;
  CHECK(one == other);
  other.status.push_back({404, 404});
  CHECK_FALSE(one == other);
  other = one;
  other.body_pattern = *reachd::match::pattern::compile("ok");
  CHECK_FALSE(one == other);
  other = one;
  other.tls.insecure = true;
  CHECK_FALSE(one == other);
}
