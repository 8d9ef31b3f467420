// SPDX-License-Identifier: Apache-2.0
#include "uv/resolver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "async/scope.hpp"
#include "support/start_and_stop.hpp"
#include "unit/uv/scripted_resolver.hpp"
#include "uv/status.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::core::address;
using reachd::core::families;
using reachd::test::start_and_stop;
using reachd::uv::lookup_answer;
using reachd::uv::resolver;

namespace {

using fixture = reachd::test::scripted_resolver;
using text = std::vector<std::string>;

}  // namespace

TEST_CASE("a literal is answered at once, whatever is queued") {
  fixture f(1);
  f.ask("a.test");
  f.ask("192.0.2.1");
  f.ask("2001:db8::1");
  REQUIRE(f.answers["192.0.2.1"].size() == 1);
  CHECK(f.answers["192.0.2.1"][0]->front() == *address::parse("192.0.2.1"));
  CHECK(f.answers["2001:db8::1"].size() == 1);
  CHECK(f.lookups.names() == text{"a.test"});
  f.lookups.answer("a.test");
  f.loop.settle();
}

TEST_CASE("a literal whose interface is missing is told so at once, and no resolver is asked") {
  fixture f;
  f.ask("fe80::1%nodev9");
  REQUIRE(f.answers["fe80::1%nodev9"].size() == 1);
  const lookup_answer& answer = f.answers["fe80::1%nodev9"][0];
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().message() == "'fe80::1%nodev9': this machine has no interface 'nodev9'");
  CHECK(answer.error().code() == ENODEV);
  CHECK(f.lookups.begun == 0);
}

TEST_CASE("one lookup serves all who ask for the same name") {
  fixture f;
  for (int i = 0; i < 3; ++i) f.ask("a.test");
  CHECK(f.lookups.begun == 1);
  f.lookups.answer("a.test");
  f.loop.settle();
  REQUIRE(f.answers["a.test"].size() == 3);
  CHECK(f.answers["a.test"][2]->front() == reachd::test::some_address);
  f.ask("a.test");
  CHECK(f.lookups.begun == 2);
  f.lookups.answer("a.test");
  f.loop.settle();
  CHECK(live_frames() == 0);
}

TEST_CASE("who asks for another family has a lookup of its own, and its own verdict of slowness") {
  fixture f;
  f.ask("a.test");
  f.ask("a.test", f.work, families::v4);
  f.ask("a.test", f.work, families::v6);
  f.ask("a.test", f.work, families::v6);
  REQUIRE(f.lookups.in_flight.size() == 3);
  CHECK(f.lookups.in_flight[0].wanted == families::any);
  CHECK(f.lookups.in_flight[1].wanted == families::v4);
  CHECK(f.lookups.in_flight[2].wanted == families::v6);
  for (int each = 0; each < 3; ++each) f.lookups.answer("a.test", each == 1 ? 2s : 1ms);
  f.loop.settle();
  CHECK(f.answers["a.test"].size() == 4);
  f.ask("a.test", f.work, families::v4);  // was slow: confined to the one slot
  f.ask("b.test", f.work);
  f.fail_once("c.test");
  f.ask("c.test");
  CHECK(f.lookups.names() == text{"a.test", "b.test"});
  f.ask("a.test");
  CHECK(f.lookups.names() == text{"a.test", "b.test", "a.test"});
  while (!f.lookups.in_flight.empty()) f.lookups.answer(f.lookups.in_flight.front().name);
  f.loop.settle();
}

TEST_CASE("a literal of another family than was asked for is told so") {
  fixture f;
  f.ask("192.0.2.1", f.work, families::v6);
  f.ask("2001:db8::1", f.work, families::v6);
  REQUIRE_FALSE(f.answers["192.0.2.1"][0].has_value());
  CHECK(f.answers["192.0.2.1"][0].error().message() == "'192.0.2.1' is no IPv6 address");
  CHECK(f.answers["2001:db8::1"][0].has_value());
  CHECK(f.lookups.begun == 0);
}

TEST_CASE("as many lookups run as there are slots, and the others follow in order") {
  fixture f(2);
  for (const char* name : {"a", "b", "c", "d"}) f.ask(name);
  CHECK(f.lookups.names() == text{"a", "b"});
  CHECK(f.names->statistics().queued == 2);
  f.lookups.answer("b");
  CHECK(f.lookups.names() == text{"a", "c"});
  f.lookups.answer("a");
  CHECK(f.lookups.names() == text{"c", "d"});
  f.lookups.answer("c");
  f.lookups.answer("d");
  f.loop.settle();
}

TEST_CASE("names that failed or were slow last time are confined to a quarter of the slots") {
  fixture f;
  f.fail_once("dead1");
  f.fail_once("dead2");
  f.ask("slow");
  f.lookups.answer("slow", 2s);
  f.loop.settle();
  for (const char* name : {"dead1", "dead2", "slow"}) f.ask(name);
  CHECK(f.lookups.names() == text{"dead1"});
  for (const char* name : {"a", "b", "c", "d"}) f.ask(name);
  CHECK(f.lookups.names() == text{"dead1", "a", "b", "c"});
  f.lookups.answer("a");
  CHECK(f.lookups.names() == text{"dead1", "b", "c", "d"});
  f.lookups.fail("dead1");
  CHECK(f.lookups.names() == text{"b", "c", "d", "dead2"});
  for (const char* name : {"b", "c", "d", "dead2"}) f.lookups.answer(name);
  f.lookups.answer("slow");
  f.loop.settle();
  CHECK(live_frames() == 0);
}

TEST_CASE("quick names that keep coming do not starve a slow one that waits longer") {
  fixture f;
  f.fail_once("dead");
  for (const char* name : {"a", "b", "c", "d"}) f.ask(name);
  f.ask("dead");
  f.ask("e");
  f.lookups.answer("a");
  CHECK(f.lookups.names() == text{"b", "c", "d", "dead"});
  for (const char* name : {"b", "c", "d", "dead", "e"}) f.lookups.answer(name);
  f.loop.settle();
}

TEST_CASE("a name that answered quickly is among the quick ones again") {
  fixture f;
  for (const char* name : {"one", "two"}) f.fail_once(name);
  f.ask("one");
  f.lookups.answer("one");
  f.ask("two");
  f.ask("one");
  CHECK(f.lookups.names() == text{"two", "one"});
  for (const char* name : {"two", "one"}) f.lookups.answer(name);
  f.loop.settle();
}

TEST_CASE("a stop withdraws its own waiter and no other") {
  fixture f(1);
  scope stopped(f.loop.clock().ready());
  f.ask("a");
  f.ask("b", stopped);
  f.ask("b");
  f.ask("c", stopped);
  CHECK(f.names->statistics().queued == 2);
  stopped.request_stop();
  f.loop.settle();
  REQUIRE(f.answers["b"].size() == 1);
  CHECK(reachd::uv::is_stopped(f.answers["b"][0].error()));
  CHECK(f.names->statistics().queued == 1);
  f.lookups.answer("a");
  CHECK(f.lookups.names() == text{"b"});
  f.lookups.answer("b");
  f.loop.settle();
  CHECK(f.answers["b"].size() == 2);
  CHECK(f.lookups.names().empty());
  CHECK(f.lookups.begun == 2);
  CHECK(live_frames() == 0);
}

TEST_CASE("a lookup whose only waiter was stopped goes on, and serves who asks next") {
  fixture f;
  scope stopped(f.loop.clock().ready());
  f.ask("a", stopped);
  stopped.request_stop();
  f.loop.settle();
  CHECK(f.names->statistics().in_flight == 1);
  f.ask("a");
  CHECK(f.lookups.begun == 1);
  f.lookups.answer("a");
  f.loop.settle();
  CHECK(f.answers["a"].size() == 2);
  CHECK(f.answers["a"][1].has_value());
}

TEST_CASE("lookups that end before begin returns are answered too, without a deep stack") {
  fixture f(1);
  f.ask("busy");
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "bad" + std::to_string(i);
    f.lookups.fail_at_once.insert(name);
    f.ask(name);
  }
  f.lookups.answer("busy");
  f.loop.settle();
  CHECK(f.answers.size() == 1001);
  CHECK(f.answers["bad999"][0].error().message() == "refused");
  CHECK(live_frames() == 0);
}

TEST_CASE("a lookup that ends inside the asking has its answer, even if a stop comes next") {
  fixture f;
  f.lookups.fail_at_once.insert("bad");
  f.work.spawn(start_and_stop(f.loop.clock().ready(), fixture::keep(*f.names, "bad", families::any, f.answers)));
  f.loop.settle();
  REQUIRE(f.answers["bad"].size() == 1);
  CHECK(f.answers["bad"][0].error().message() == "refused");
  CHECK(live_frames() == 0);
}

TEST_CASE("an answer that comes after the resolver has gone is dropped") {
  fixture f;
  scope stopped(f.loop.clock().ready());
  f.ask("a", stopped);
  stopped.request_stop();
  f.loop.settle();
  f.names.reset();
  f.lookups.answer("a");
  CHECK(live_frames() == 0);
}

TEST_CASE("lookups are counted and timed") {
  fixture f;
  f.ask("a");
  f.ask("b");
  CHECK(f.names->statistics().in_flight == 2);
  f.lookups.answer("a", 20ms);
  f.lookups.fail("b");
  f.loop.settle();
  const auto statistics = f.names->statistics();
  CHECK(statistics.lookups == 2);
  CHECK(statistics.failures == 1);
  CHECK(statistics.time == 5020ms);
  CHECK(statistics.in_flight == 0);
  CHECK(statistics.queued == 0);
}
