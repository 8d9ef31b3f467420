// SPDX-License-Identifier: Apache-2.0
#include "http/connection.hpp"

#include <doctest/doctest.h>

#include "support/connection_under_test.hpp"

using namespace std::chrono_literals;
using reachd::test::connection_under_test;

TEST_CASE("a header that does not come closes the connection at its deadline") {
  connection_under_test that;
  that.advance(4999ms);
  CHECK(that.open());
  that.advance(1ms);
  CHECK_FALSE(that.open());
  CHECK(that.client.closing());
  CHECK(that.counts.timed_out == 1);
}

TEST_CASE("bytes of the header do not move its deadline, its end does") {
  connection_under_test that;
  that.advance(4s);
  that.client.header_has_come();
  that.advance(4s);
  CHECK(that.open());
  that.advance(1s);
  CHECK_FALSE(that.open());
}

TEST_CASE("a handler has all the time it wants") {
  connection_under_test that;
  that.client.request_has_come();
  that.advance(1h);
  CHECK(that.open());
  CHECK_FALSE(that.client.waits_for_client());
}

TEST_CASE("each block has the write deadline, and the next request the idle one") {
  connection_under_test that;
  that.client.request_has_come();
  for (int block = 0; block < 3; ++block) {
    that.client.block_begins();
    that.advance(9s);
  }
  CHECK(that.open());
  that.client.answer_has_left();
  CHECK(that.client.waits_for_request());
  that.advance(9s);
  CHECK(that.open());
  that.advance(1s);
  CHECK_FALSE(that.open());
}

TEST_CASE("a connection that is being closed stays so") {
  connection_under_test that;
  that.client.close();
  that.client.block_begins();
  that.client.answer_has_left();
  that.client.request_has_come();
  CHECK(that.client.closing());
  CHECK_FALSE(that.open());
  that.advance(1h);
  CHECK(that.counts.timed_out == 0);
}

TEST_CASE("one that has to leave goes at once where it waits, else when its answer has left") {
  connection_under_test idle;
  idle.client.leave(true);
  CHECK_FALSE(idle.open());
  connection_under_test busy;
  busy.client.request_has_come();
  busy.client.leave(true);
  CHECK(busy.open());
  busy.client.block_begins();
  CHECK(busy.open());
  busy.client.answer_has_left();
  CHECK_FALSE(busy.open());
  connection_under_test patient;
  patient.client.leave(false);
  CHECK(patient.open());
  patient.client.header_has_come();
  patient.client.request_has_come();
  patient.client.block_begins();
  patient.client.answer_has_left();
  CHECK_FALSE(patient.open());
}
