// SPDX-License-Identifier: Apache-2.0
#include "options/blackbox.hpp"

#include <doctest/doctest.h>

namespace reachd::options {

TEST_CASE("a module is found by its whole name") {
  blackbox box;
  box.modules.push_back({.name = "icmp"});
  box.modules.push_back({.name = "http_2xx", .probe = kind::http});
  REQUIRE(box.find("http_2xx") != nullptr);
  CHECK(box.find("http_2xx")->probe == kind::http);
  CHECK(box.find("http") == nullptr);
  CHECK(box.find("") == nullptr);
}

}  // namespace reachd::options
