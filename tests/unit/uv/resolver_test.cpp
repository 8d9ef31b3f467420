// SPDX-License-Identifier: Apache-2.0
#include "uv/resolver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "async/scope.hpp"
#include "support/start_and_stop.hpp"
#include "support/virtual_loop.hpp"
#include "uv/status.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::task;
using reachd::core::address;
using reachd::core::nanoseconds;
using reachd::test::start_and_stop;
using reachd::test::virtual_loop;
using reachd::uv::lookup_answer;
using reachd::uv::lookup_port;
using reachd::uv::resolver;
using reachd::uv::resolver_options;

namespace {

const address some_address = *address::parse("192.0.2.7");

/// Lookups that last until the test ends them, in the order they were begun.
struct scripted_lookup final : lookup_port {
  struct running {
    std::string name;
    done ended;
  };
  void begin(const std::string& name, done ended) override {
    ++begun;
    if (fail_at_once.contains(name)) return ended(std::unexpected(reachd::core::error("refused")), 0ns);
    in_flight.push_back(running{name, std::move(ended)});
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const running& one : in_flight) out.push_back(one.name);
    return out;
  }
  void end(const std::string& name, lookup_answer answer, nanoseconds took) {
    const auto at = std::find_if(in_flight.begin(), in_flight.end(), [&](const auto& one) { return one.name == name; });
    REQUIRE(at != in_flight.end());
    const done ended = std::move(at->ended);
    in_flight.erase(at);
    ended(std::move(answer), took);
  }
  void answer(const std::string& name, nanoseconds took = 1ms) { end(name, std::vector{some_address}, took); }
  void fail(const std::string& name) { end(name, std::unexpected(reachd::core::error("no such name")), 5s); }

  std::vector<running> in_flight;
  std::set<std::string> fail_at_once;
  int begun = 0;
};

/// A resolver of 4 slots, one of them for slow names, and what its waiters got.
struct fixture {
  explicit fixture(std::size_t slots = 4) : options{slots, 1s}, work(loop.clock().ready()) {
    names = std::make_unique<resolver>(loop.clock().ready(), lookups, options);
  }
  static task<void> keep(resolver& asked, std::string name, std::map<std::string, std::vector<lookup_answer>>& out) {
    auto answer = co_await asked.resolve(name);
    out[name].push_back(std::move(answer));
  }
  void ask(const std::string& name) { ask(name, work); }
  void ask(const std::string& name, scope& in) {
    in.spawn(keep(*names, name, answers));
    loop.settle();
  }
  void fail_once(const std::string& name) {
    ask(name);
    lookups.fail(name);
    loop.settle();
  }

  virtual_loop loop;
  resolver_options options;
  scripted_lookup lookups;
  std::unique_ptr<resolver> names;
  std::map<std::string, std::vector<lookup_answer>> answers;
  scope work;
};

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
  CHECK(f.answers["a.test"][2]->front() == some_address);
  f.ask("a.test");
  CHECK(f.lookups.begun == 2);
  f.lookups.answer("a.test");
  f.loop.settle();
  CHECK(live_frames() == 0);
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
  f.work.spawn(start_and_stop(f.loop.clock().ready(), fixture::keep(*f.names, "bad", f.answers)));
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
