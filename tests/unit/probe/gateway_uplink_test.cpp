// SPDX-License-Identifier: Apache-2.0
#include "probe/gateway_uplink.hpp"

#include <doctest/doctest.h>

#include "probe/upstream.hpp"
#include "support/scripted_port.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::core::address;
using reachd::core::family;
using reachd::core::outcome;
using reachd::probe::dependence;
using reachd::probe::need;
using reachd::probe::target;
using reachd::probe::way_out;
using reachd::stats::state;
using reachd::test::every;
using reachd::test::scripted_port;
using reachd::test::world;

namespace {

const address gateway4 = *address::parse("192.0.2.254");
const address gateway6 = *address::parse("fe80::1%7");

/// 10.0.0.0/8 is on the link, everything else beyond the gateway.
struct scripted_ways final : reachd::probe::way_source {
  way_out look(family of) override { return ways[static_cast<std::size_t>(of)]; }
  std::optional<need> need_of(const address& to, const reachd::probe::bound_packets& as) override {
    ++asked;
    if (as.interface == "wwan0") return need{};
    if (fails) return std::nullopt;
    const bool near = to.family() == family::v4 && to.bytes()[0] == 10;
    return near ? need{.of = dependence::link, .interface = 7} : need{.of = dependence::way};
  }
  std::array<way_out, 2> ways;
  int asked = 0;
  bool fails = false;
};

struct no_sink final : reachd::icmp::echo_sink {
  void echo_sent(reachd::core::target_id, reachd::core::instant) override {}
  void echo_ended(reachd::core::target_id, std::uint64_t, const reachd::core::probe_result&) override {}
  bool echo_late(reachd::core::target_id, std::uint64_t, reachd::core::nanoseconds) override { return false; }
  bool echo_duplicate(reachd::core::target_id, std::uint64_t) override { return false; }
};

struct gateway_world : world, reachd::probe::uplink_observer {
  explicit gateway_world(bool with_v6 = false, bool gateway_answers = true) : answers(gateway_answers) {
    record.ask(before);
    kernel.ways[0] = {.existed = true, .routed = true, .linked = true, .gateway = gateway4, .interface = "eth0"};
    if (with_v6) {
      kernel.ways[1] = {.existed = true, .routed = true, .linked = true, .gateway = gateway6, .interface = "eth0"};
    }
    for (scripted_port* port : {&v4, &v6}) {
      port->on_send = [this, port](const scripted_port::request& asked) {
        ++echoes;
        if (answers) port->answer(asked, 1ms);
      };
    }
    running.spawn(out.run());
    running.spawn(before.run(record));
    loop.settle();
  }
  ~gateway_world() {
    running.request_stop();
    loop.settle();
    stop();
    pinger.stop_all();
  }
  void uplink_changed(const reachd::probe::uplink_event& event) override {
    events.push_back((event.up ? "up: " : "down: ") + event.why);
  }
  target& add_at(std::string host) {
    auto plan = every(24h, std::move(host));  // its own schedule begins nothing; the test does
    plan.name = plan.host;
    return add(plan);
  }
  void seconds(int count, std::initializer_list<target*> probed, outcome how) {
    for (int i = 0; i < count; ++i) {
      for (target* each : probed) end(*each, how, loop.now());
      loop.run_for(1s);
    }
  }

  bool answers;
  int echoes = 0;
  std::vector<std::string> events;
  no_sink sink;
  scripted_port v4{loop, family::v4};
  scripted_port v6{loop, family::v6};
  reachd::icmp::pinger pinger{loop.clock(), sink, &v4, &v6, {}};
  scripted_ways kernel;
  reachd::probe::gateway_uplink out{loop.clock(), pinger, kernel,
                                    reachd::probe::uplink_events([] { return reachd::core::wall_time(7s); }, *this)};
  reachd::probe::upstream before{loop.clock(), targets, out};
  reachd::async::scope running{loop.clock().ready()};
};

state state_of(const target& asked) { return asked.series.state().current(); }

}  // namespace

TEST_CASE("it asks the gateway once a second, whatever else happens") {
  gateway_world w;
  w.loop.run_for(20s);
  CHECK(w.echoes >= 20);
  CHECK(w.echoes <= 22);
  CHECK(w.events.empty());
  CHECK(w.out.states()[0].judged);
  CHECK(w.out.states()[0].up);
  CHECK_FALSE(w.out.states()[1].judged);
}

TEST_CASE("a target that is silent while the gateway answers is down in time") {
  gateway_world w;
  auto& t = w.add_at("198.51.100.1");
  w.seconds(2, {&t}, outcome::reply);
  w.seconds(3, {&t}, outcome::lost);
  w.end(t, outcome::lost, w.loop.now() - 1s);
  CHECK(state_of(t) == state::down);
  CHECK(w.events.empty());
}

TEST_CASE("when the gateway is silent too, targets are unknown, one event says why, and all come back") {
  gateway_world w;
  std::vector<target*> all;
  for (int i = 1; i <= 50; ++i) all.push_back(&w.add_at("198.51.100." + std::to_string(i)));
  const auto probe_all = [&](int count, outcome how) {
    for (int i = 0; i < count; ++i) {
      for (target* each : all) w.end(*each, how, w.loop.now());
      w.loop.run_for(1s);
    }
  };
  probe_all(2, outcome::reply);
  w.answers = false;
  probe_all(10, outcome::lost);
  for (target* each : all) CHECK(state_of(*each) == state::unknown);
  REQUIRE(w.events.size() == 1);
  CHECK(w.events[0] == "down: IPv4: the gateway 192.0.2.254 on eth0 does not answer");
  CHECK_FALSE(w.out.states()[0].up);
  w.answers = true;
  probe_all(2, outcome::reply);
  for (target* each : all) CHECK(state_of(*each) == state::up);
  REQUIRE(w.events.size() == 2);
  CHECK(w.events[1].starts_with("up: IPv4"));
  // A host that is dead now is down, although the uplink was down a moment ago.
  w.seconds(5, {all[0]}, outcome::lost);
  CHECK(state_of(*all[0]) == state::down);
}

TEST_CASE("a link that is gone is known at once, also to targets on it") {
  gateway_world w;
  auto& near = w.add_at("10.0.0.5");
  auto& far = w.add_at("198.51.100.1");
  w.seconds(2, {&near, &far}, outcome::reply);
  w.kernel.ways[0].linked = false;
  w.kernel.ways[0].links = {{.interface = 7, .works = false}};
  w.out.hurry();
  w.loop.run_for(100ms);
  REQUIRE(w.events.size() == 1);
  CHECK(w.events[0] == "down: IPv4: the link of the default route is down: eth0");
  w.seconds(5, {&near, &far}, outcome::lost);
  CHECK(state_of(near) == state::unknown);
  CHECK(state_of(far) == state::unknown);
}

TEST_CASE("loopback and on-link targets are down for themselves when only the gateway is gone") {
  gateway_world w;
  auto& here = w.add_at("127.0.0.1");
  auto& near = w.add_at("10.0.0.5");
  w.seconds(2, {&near, &here}, outcome::reply);
  w.answers = false;
  w.seconds(5, {&near, &here}, outcome::lost);
  CHECK(state_of(near) == state::down);
  CHECK(state_of(here) == state::down);
}

TEST_CASE("both families that go together are one event") {
  gateway_world w(true);
  w.loop.run_for(3s);
  w.answers = false;
  w.loop.run_for(10s);
  REQUIRE(w.events.size() == 1);
  CHECK(w.events[0].find("192.0.2.254") != std::string::npos);
  CHECK(w.events[0].find("fe80::1") != std::string::npos);
  w.answers = true;
  w.loop.run_for(3s);
  CHECK(w.events.size() == 2);
}

TEST_CASE("one family that goes alone is told although the other goes on") {
  gateway_world w(true);
  w.loop.run_for(3s);
  w.kernel.ways[1].routed = false;
  w.loop.run_for(2s);
  REQUIRE(w.events.size() == 1);
  CHECK(w.events[0] == "down: IPv6: no default route any more");
}

TEST_CASE("behind a gateway that never answers, the reply of one target proves the way for another") {
  gateway_world w(false, false);
  auto& dead = w.add_at("198.51.100.1");
  auto& alive = w.add_at("198.51.100.2");
  w.loop.run_for(10s);
  CHECK(w.events.empty());
  w.seconds(2, {&dead, &alive}, outcome::reply);
  const int asked = w.kernel.asked;
  for (int i = 0; i < 4; ++i) {
    w.end(dead, outcome::lost, w.loop.now());
    w.end(alive, outcome::reply, w.loop.now());
    w.loop.run_for(1s);
  }
  CHECK(state_of(dead) == state::down);
  CHECK(w.kernel.asked <= asked + 4);  // replies do not ask the kernel again and again
}

TEST_CASE("targets whose silence is judged after the gateway came back are excused, and do not take it down again") {
  gateway_world w;
  auto& late = w.add_at("198.51.100.1");
  w.seconds(2, {&late}, outcome::reply);
  w.answers = false;
  w.loop.run_for(8s);
  REQUIRE(w.events.size() == 1);
  for (int i = 0; i < 2; ++i) w.end(late, outcome::lost, w.loop.now() - 6s + 1s * i);
  w.answers = true;
  w.loop.run_for(3s);
  REQUIRE(w.events.size() == 2);
  w.end(late, outcome::lost, w.loop.now() - 3s);
  w.loop.run_for(3s);
  CHECK(state_of(late) == state::unknown);
  CHECK(w.events.size() == 2);
  CHECK(w.out.states()[0].up);
}

TEST_CASE("a gateway that answered once and then drops echoes does not hide a host that is dead behind it") {
  gateway_world w;
  auto& dead = w.add_at("198.51.100.1");
  auto& alive = w.add_at("198.51.100.2");
  w.seconds(3, {&dead, &alive}, outcome::reply);
  w.answers = false;
  w.seconds(30, {&dead, &alive}, outcome::reply);
  CHECK(w.events.empty());
  CHECK(w.out.states()[0].up);
  for (int i = 0; i < 5; ++i) {
    w.end(dead, outcome::lost, w.loop.now());
    w.end(alive, outcome::reply, w.loop.now());
    w.loop.run_for(1s);
  }
  CHECK(state_of(dead) == state::down);
  CHECK(w.events.empty());
}

TEST_CASE("where its targets are asked seldom it may be down for a moment, and no longer") {
  gateway_world w;
  auto& alive = w.add_at("198.51.100.2");
  w.seconds(3, {&alive}, outcome::reply);
  w.answers = false;
  w.loop.run_for(10s);
  REQUIRE(w.events.size() == 1);
  w.seconds(1, {&alive}, outcome::reply);
  REQUIRE(w.events.size() == 2);
  CHECK(w.events[1].starts_with("up: IPv4"));
  w.loop.run_for(1h);
  CHECK(w.events.size() == 2);
}

TEST_CASE("a question that the kernel did not answer is asked again, and an answer is not for ever") {
  gateway_world w(false, false);
  auto& alive = w.add_at("198.51.100.2");
  w.kernel.fails = true;
  w.seconds(5, {&alive}, outcome::reply);
  CHECK(w.kernel.asked == 5);
  w.kernel.fails = false;
  w.seconds(59, {&alive}, outcome::reply);
  CHECK(w.kernel.asked == 6);
  w.seconds(5, {&alive}, outcome::reply);
  CHECK(w.kernel.asked == 7);
}

TEST_CASE("packets that are bound elsewhere say nothing of the gateway, nor are they excused by it") {
  gateway_world w(false, false);
  auto& bound = w.add_at("198.51.100.2");
  reachd::options::icmp asked;
  asked.interface = "wwan0";
  bound.asks = std::make_shared<const reachd::options::icmp>(asked);
  auto& usual = w.add_at("198.51.100.3");
  w.seconds(2, {&bound, &usual}, outcome::reply);
  w.seconds(5, {&bound}, outcome::lost);
  CHECK(state_of(bound) == state::down);
  bound.asks = std::make_shared<const reachd::options::icmp>(reachd::options::icmp{});
  const int before = w.kernel.asked;
  w.seconds(1, {&bound}, outcome::reply);
  CHECK(w.kernel.asked > before);
}
