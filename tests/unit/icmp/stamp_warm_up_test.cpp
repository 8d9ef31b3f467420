// SPDX-License-Identifier: Apache-2.0
#include "icmp/stamp_warm_up.hpp"

#include <doctest/doctest.h>

#include "support/namespace.hpp"

using namespace reachd;

TEST_CASE("stamps warm up where there is a loopback") { CHECK(icmp::warm_up_stamps()); }

TEST_CASE("in a namespace whose loopback is down the warm-up gives up at once" * doctest::skip()) {
  CHECK_FALSE(icmp::warm_up_stamps());
}
TEST_CASE("in a new namespace: warm-up without loopback") {
  test::run_in_new_namespace("in a namespace whose loopback is down the warm-up gives up at once", {});
}
