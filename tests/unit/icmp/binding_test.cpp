// SPDX-License-Identifier: Apache-2.0
#include "icmp/binding.hpp"

#include <doctest/doctest.h>

using namespace reachd;

TEST_CASE("a binding is usual unless something is asked for") {
  using icmp::binding;
  CHECK(binding{}.is_usual());
  CHECK(binding{.family = core::family::v6}.is_usual());
  CHECK_FALSE(binding{.source = "192.0.2.1"}.is_usual());
  CHECK_FALSE(binding{.interface = "eth0"}.is_usual());
  CHECK_FALSE(binding{.mark = 0}.is_usual());
  CHECK_FALSE(binding{.dont_fragment = false}.is_usual());
  CHECK_FALSE(binding{.largest_payload = 9'000}.is_usual());
  CHECK(binding{.mark = 1} < binding{.mark = 2});
}
