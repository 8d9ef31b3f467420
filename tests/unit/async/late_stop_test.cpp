// SPDX-License-Identifier: Apache-2.0
#include "async/late_stop.hpp"

#include <doctest/doctest.h>

#include "support/virtual_loop.hpp"

using namespace std::chrono_literals;
using reachd::async::late_stop;
using reachd::async::stop_source;
using reachd::test::virtual_loop;

TEST_CASE("the stop comes that long after the parent's, and not before it") {
  virtual_loop loop;
  stop_source parent;
  const late_stop late(loop.clock(), 300ms, parent.token());
  loop.run_for(1h);
  CHECK_FALSE(late.stop_requested());
  parent.request_stop();
  loop.run_for(290ms);
  CHECK_FALSE(late.stop_requested());
  loop.run_for(20ms);
  CHECK(late.stop_requested());
}

TEST_CASE("of a parent that was stopped before, it counts from now") {
  virtual_loop loop;
  stop_source parent;
  parent.request_stop();
  const late_stop late(loop.clock(), 300ms, parent.token());
  CHECK_FALSE(late.stop_requested());
  loop.run_for(310ms);
  CHECK(late.stop_requested());
}
