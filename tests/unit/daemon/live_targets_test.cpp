// SPDX-License-Identifier: Apache-2.0
#include "daemon/live_targets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "config/spread.hpp"

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using namespace reachd;

namespace {

config::target_settings named(const std::string& name, const std::string& host) {
  config::target_settings written;
  written.name = name;
  written.host = host;
  written.interval = written.timeout = written.retry = 1s;
  return written;
}

struct fixture {
  daemon::live_targets::shared_settings made(std::vector<config::target_settings> targets) {
    config::settings all;
    all.targets = std::move(targets);
    return std::make_shared<config::settings>(std::move(all));
  }
  void apply(daemon::live_targets::shared_settings next) {
    const config::difference changes = config::compare(*live.settings(), *next);
    async::scope scope(world.loop.clock().ready());
    scope.spawn(live.apply(next, changes));
    world.loop.settle();
    CHECK(scope.empty());
  }
  /// That of the present settings; it does not spread.
  probe::target& target(std::uint32_t index) {
    const std::string& name = live.settings()->targets[index].name;
    for (std::size_t at = 0; at < world.targets.slot_count(); ++at) {
      probe::target* const one = world.targets.at(at);
      if (one != nullptr && !one->leaving && one->name == name) return *one;
    }
    FAIL("no such target: ", name);
    std::abort();
  }

  test::world world;
  daemon::live_targets live{world.loop.clock(), world.targets, world.with};
};

/// Applies the next configuration when it has seen some targets, so many times.
struct disturbed_visitor final : daemon::target_visitor {
  disturbed_visitor(fixture& on, int times) : f(&on), left(times), applying(on.world.loop.clock().ready()) {}
  void begin() override {
    seen.clear();
    ++walks;
  }
  void see(const probe::target& shown) override {
    seen.push_back(shown.name + " " + shown.host);
    if (seen.size() != 2 || left == 0) return;
    next = f->made({named("a", "192.0.2." + std::to_string(--left)), named("b", "192.0.2.9"), named("c", "192.0.2.9")});
    changes = config::compare(*f->live.settings(), *next);
    applying.spawn(f->live.apply(next, changes));
  }
  fixture* f;
  int left;
  int walks = 0;
  std::vector<std::string> seen;
  daemon::live_targets::shared_settings next;
  config::difference changes;
  async::scope applying;
};

async::task<void> show_all(fixture& f, disturbed_visitor& by, bool& whole) {
  const daemon::pace pace{0ns, 1};  // a target a turn
  whole = co_await f.live.show_all(by, pace);
}

}  // namespace

TEST_CASE("a walk that a change overtakes begins again, and gives up when there is no end to them") {
  for (const int times : {0, 2, 100}) {
    CAPTURE(times);
    fixture f;
    f.live.begin(f.made({named("a", "192.0.2.8"), named("b", "192.0.2.9"), named("c", "192.0.2.9")}));
    disturbed_visitor visitor(f, times);
    bool whole = false;
    async::scope walking(f.world.loop.clock().ready());
    walking.spawn(show_all(f, visitor, whole));
    for (int i = 0; i < 20; ++i) f.world.loop.settle();
    CHECK(walking.empty());
    CHECK(whole == (times < 100));
    CHECK(visitor.walks == (times < 100 ? times + 1 : 5));
    std::ranges::sort(visitor.seen);
    const std::string host = times == 0 ? "192.0.2.8" : "192.0.2.0";
    if (whole) CHECK(visitor.seen == std::vector<std::string>{"a " + host, "b 192.0.2.9", "c 192.0.2.9"});
    f.world.stop();
  }
}

TEST_CASE("a walk that nobody waits for any more ends at once, not with all that is left of it") {
  fixture f;
  f.live.begin(f.made({named("a", "192.0.2.8"), named("b", "192.0.2.9"), named("c", "192.0.2.9")}));
  disturbed_visitor visitor(f, 0);
  bool whole = true;
  async::scope walking(f.world.loop.clock().ready());
  walking.spawn(show_all(f, visitor, whole));
  f.world.loop.clock().turn(f.world.loop.now());
  CHECK(visitor.seen.size() < 3);
  walking.request_stop();
  f.world.loop.settle();
  CHECK(walking.empty());
  CHECK_FALSE(whole);
  CHECK(visitor.seen.size() < 3);
  f.world.stop();
}

TEST_CASE("a configuration becomes the next one: who stays keeps all, who goes is gone, parents are found again") {
  fixture f;
  f.world.prober.answer = core::outcome::reply;
  auto child = named("child", "192.0.2.2");
  child.parent = 0;
  f.live.begin(f.made({named("gw", "192.0.2.1"), child, named("old", "192.0.2.3")}));
  CHECK(f.target(1).parent == f.target(0).id);
  f.world.loop.run_for(3s);
  const auto sent = f.target(1).series.sent();
  const auto stays = f.target(1).id;

  child.parent = 2;
  child.labels = {{"site", "x"}};
  f.apply(f.made({named("new", "192.0.2.4"), child, named("gw", "192.0.2.9")}));  // the gateway has another address
  CHECK(f.world.targets.size() == 3);
  CHECK(f.target(1).id == stays);
  CHECK(f.target(1).series.sent() == sent);
  CHECK(f.target(1).parent == f.target(2).id);
  CHECK(f.target(2).host == "192.0.2.9");
  CHECK(f.target(2).series.sent() == 0);
  CHECK(f.live.labels()[stays.index].details() == ",site=\"x\"");
  CHECK(f.live.labels()[f.target(0).id.index].identity() == "target=\"new\",probe=\"icmp\"");
  f.world.loop.run_for(2s);
  CHECK(f.target(1).series.sent() == sent + 2);
  f.world.stop();
}

TEST_CASE("a name with many addresses keeps its parts over reloads, and a target of that name takes one over") {
  fixture f;
  f.world.prober.answer = core::outcome::reply;
  f.world.names.table["many.test"] = {"127.0.0.2", "127.0.0.3"};
  auto many = named("db", "many.test");
  many.address = config::address_choice::all;
  many.parent = 0;
  f.live.begin(f.made({named("gw", "192.0.2.1"), many}));
  CHECK(f.world.targets.size() == 2);
  f.world.loop.run_for(3s);
  REQUIRE(f.live.spread().parts_of("db")->size() == 2);
  CHECK(f.world.targets.size() == 3);
  const auto kept = f.live.spread().parts_of("db")->at(0).id;
  CHECK(f.world.targets.find(kept)->parent == f.target(0).id);
  const auto sent = f.world.targets.find(kept)->series.sent();

  many.parent = std::nullopt;
  many.labels = {{"site", "x"}};
  auto other = f.made({named("db/127.0.0.3", "192.0.2.9"), many});
  config::settings with_taken = *other;
  config::find_spoken_for(with_taken);
  f.apply(std::make_shared<config::settings>(with_taken));
  f.world.loop.run_for(2s);
  REQUIRE(f.live.spread().parts_of("db")->size() == 1);
  CHECK(f.world.targets.find(kept)->series.sent() == sent + 2);
  CHECK_FALSE(f.world.targets.find(kept)->parent);
  CHECK(f.live.labels()[kept.index].details() == ",site=\"x\"");
  CHECK(f.target(0).host == "192.0.2.9");
  CHECK(f.world.targets.size() == 2);

  f.apply(f.made({named("db", "many.test")}));  // one target again
  CHECK(f.live.spread().parts_of("db") == nullptr);
  f.world.loop.run_for(2s);
  CHECK(f.world.targets.size() == 1);
  CHECK(f.target(0).address->to_string() == "127.0.0.2");
  async::scope last(f.world.loop.clock().ready());
  last.spawn(f.live.spread().stop());
  f.world.loop.settle();
  f.world.stop();
}

TEST_CASE("many changes are applied over several turns, and a renamed target has the label of its new name") {
  fixture f;
  std::vector<config::target_settings> first, second;
  for (int i = 0; i < 20'000; ++i) {
    const std::string host = "192.0.2." + std::to_string(i % 250);
    first.push_back(named("a" + std::to_string(i), host));
    second.push_back(named((i % 2 == 0 ? "a" : "b") + std::to_string(i), host));
  }
  f.live.begin(f.made(first));
  f.apply(f.made(second));
  CHECK(f.world.targets.size() == 20'000);
  CHECK(f.target(1).name == "b1");
  CHECK(f.live.labels()[f.target(1).id.index].identity() == "target=\"b1\",probe=\"icmp\"");
  f.world.stop();
}

TEST_CASE("the targets of an uplink are told by their ids") {
  fixture f;
  config::settings all;
  all.targets = {named("a", "192.0.2.1"), named("b", "192.0.2.2")};
  all.uplink.targets = {1};
  f.live.begin(std::make_shared<config::settings>(all));
  CHECK(f.live.witnesses() == std::vector{f.target(1).id});
  f.world.stop();
}
