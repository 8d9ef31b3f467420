// SPDX-License-Identifier: Apache-2.0
#include "options/icmp.hpp"

#include <doctest/doctest.h>

#include "options/options.hpp"

using namespace reachd;

TEST_CASE("what is built in, and equality by value") {
  const options::icmp usual;
  CHECK(usual.size == 56);
  CHECK_FALSE(usual.ttl);
  CHECK(usual.burst.count == 1);
  options::icmp other = usual;
  CHECK(other == usual);
  other.burst.gap = std::chrono::milliseconds(7);
  CHECK_FALSE(other == usual);
  CHECK(options::same(std::make_shared<const options::icmp>(usual), std::make_shared<const options::icmp>(usual)));
  CHECK_FALSE(
      options::same(std::make_shared<const options::icmp>(usual), std::make_shared<const options::icmp>(other)));
}
