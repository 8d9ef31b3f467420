// SPDX-License-Identifier: Apache-2.0
#include "options/shared.hpp"

#include <doctest/doctest.h>

#include <string>

using reachd::options::shared;

TEST_CASE("a shared value is equal by value, and a copy is the same one") {
  const shared<std::string> first(std::string("a"));
  const shared<std::string> copy = first;
  CHECK(&*copy == &*first);
  CHECK(copy == first);
  CHECK(first == shared<std::string>(std::string("a")));
  CHECK_FALSE(first == shared<std::string>(std::string("b")));
  CHECK(shared<std::string>()->empty());
  CHECK(shared<std::string>() == shared<std::string>(std::string()));
}
