// SPDX-License-Identifier: Apache-2.0
#include "http/connection_table.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::address;
using reachd::http::connection;
using reachd::http::connection_table;

namespace {

struct table {
  reachd::async::timer_wheel wheel{reachd::core::instant(1h)};
  reachd::http::limits bounds;
  reachd::http::counters counts;
  connection_table connections;

  /// Each a millisecond after the one before; without a descriptor, so closing reaches nobody.
  connection& open(const char* peer) {
    wheel.advance(wheel.now() + 1ms);
    return connections.add(std::make_unique<connection>(wheel, bounds, counts, -1, *address::parse(peer)));
  }
  connection* victim() const { return connections.victim(wheel.now()); }
};

}  // namespace

TEST_CASE("the oldest that waits for a request makes room") {
  table that;
  connection& first = that.open("192.0.2.1");
  connection& second = that.open("192.0.2.1");
  that.open("192.0.2.1");
  CHECK(that.victim() == &first);
  first.request_has_come();
  CHECK(that.victim() == &second);
  first.answer_has_left();
  CHECK(that.victim() == &second);
}

TEST_CASE("a peer with many waiting connections loses before an older one of another") {
  table that;
  that.open("192.0.2.1");
  connection& greedy = that.open("192.0.2.2");
  that.open("192.0.2.2");
  CHECK(that.victim() == &greedy);
}

TEST_CASE("a client that takes nothing for a second loses only if none waits for a request") {
  table that;
  connection& writing = that.open("192.0.2.1");
  connection& handling = that.open("192.0.2.1");
  writing.block_begins();
  handling.request_has_come();
  CHECK(that.victim() == nullptr);
  that.wheel.advance(that.wheel.now() + 1s);
  CHECK(that.victim() == &writing);
  connection& waiting = that.open("192.0.2.1");
  CHECK(that.victim() == &waiting);
}

TEST_CASE("one on its way out does not count and is not chosen twice") {
  table that;
  connection& first = that.open("192.0.2.1");
  connection& second = that.open("192.0.2.1");
  first.close();
  CHECK(that.connections.staying(false) == 1);
  CHECK(that.victim() == &second);
  that.connections.remove(first);
  CHECK(that.connections.size() == 1);
  that.connections.close_waiting();
  CHECK(that.connections.staying(false) == 0);
  CHECK(that.victim() == nullptr);
}

TEST_CASE("all that wait are dismissed at once, and what is at work when it is done") {
  table that;
  connection& waiting = that.open("192.0.2.1");
  connection& busy = that.open("192.0.2.2");
  busy.request_has_come();
  that.connections.dismiss(true);
  CHECK(waiting.closing());
  CHECK_FALSE(busy.closing());
  busy.answer_has_left();
  CHECK(busy.closing());
}
