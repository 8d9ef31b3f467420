// SPDX-License-Identifier: Apache-2.0
#include "probe/gateway_lane.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace std::chrono_literals;
using reachd::core::address;
using reachd::core::instant;
using reachd::core::nanoseconds;
using reachd::core::outcome;
using reachd::probe::gateway_lane;
using reachd::probe::link_address;
using reachd::probe::way_out;
using reachd::stats::testimony;

namespace {

const address gateway = *address::parse("192.0.2.1");

way_out good_way() {
  return {.existed = true,
          .routed = true,
          .linked = true,
          .gateway = gateway,
          .link_address = link_address::known,
          .interface = "eth0",
          .links = {{.interface = 2, .works = true}, {.interface = 3, .works = true}}};
}

way_out without_links(std::initializer_list<std::uint32_t> cut) {
  way_out way = good_way();
  for (auto& each : way.links) each.works = std::ranges::find(cut, each.interface) == cut.end();
  way.linked = std::ranges::any_of(way.links, &reachd::probe::link_seen::works);
  return way;
}

way_out without(bool way_out::*what) {
  way_out way = good_way();
  way.*what = false;
  return way;
}

void end(gateway_lane& lane, std::uint64_t number, outcome how, nanoseconds sent, nanoseconds ended) {
  reachd::core::probe_result result;
  result.outcome = how;
  if (how != outcome::local_error) result.sent_at = instant(sent);
  lane.answered(gateway, number, result, instant(ended));
}

void echo(gateway_lane& lane, outcome how, nanoseconds sent, nanoseconds ended) {
  end(lane, lane.asked(instant(sent)), how, sent, ended);
}

/// A lane whose gateway has answered at 1 s.
gateway_lane proven() {
  gateway_lane lane(reachd::core::family::v4);
  lane.looked(good_way(), instant(1s));
  echo(lane, outcome::reply, 1s, 1001ms);
  return lane;
}

testimony about(const gateway_lane& lane, nanoseconds first, nanoseconds last) {
  return lane.about(instant(first), instant(last), instant(last + 1s));
}

}  // namespace

TEST_CASE("where there never was a default route nothing is judged and nothing is excused") {
  gateway_lane lane(reachd::core::family::v4);
  lane.looked({}, instant(1s));
  CHECK_FALSE(lane.judged());
  CHECK(about(lane, 2s, 4s) == testimony::good);
}

TEST_CASE("a gateway that answers is a good witness, one that is silent a bad one") {
  gateway_lane lane = proven();
  CHECK(about(lane, 2s, 4s) == testimony::pending);
  echo(lane, outcome::reply, 5s, 5001ms);
  CHECK(about(lane, 2s, 4s) == testimony::good);
  echo(lane, outcome::lost, 6s, 7s);
  CHECK(lane.undecided());
  CHECK(about(lane, 2s, 4s) == testimony::good);
  echo(lane, outcome::lost, 7s, 8s);
  CHECK(about(lane, 6s, 8s) == testimony::bad);
}

TEST_CASE("three lost echoes in a row make it down, a reply to a later one up again") {
  gateway_lane lane = proven();
  echo(lane, outcome::lost, 2s, 3s);
  echo(lane, outcome::lost, 3s, 4s);
  CHECK_FALSE(lane.is_down());
  echo(lane, outcome::unreachable, 4s, 5s);
  CHECK(lane.is_down());
  CHECK(lane.why() == "IPv4: the gateway 192.0.2.1 on eth0 does not answer");
  echo(lane, outcome::reply, 4500ms, 5100ms);  // sent before it was down
  CHECK(lane.is_down());
  echo(lane, outcome::reply, 6s, 6001ms);
  CHECK_FALSE(lane.is_down());
  // A target that was silent while it was down is excused, although the gateway answers now.
  echo(lane, outcome::reply, 9s, 9001ms);
  CHECK(about(lane, 3s, 8s) == testimony::bad);
  CHECK(about(lane, 7s, 8s) == testimony::good);
}

TEST_CASE("echoes of the silence that end after the first answer do not make it down again") {
  gateway_lane lane = proven();
  for (int i = 2; i < 5; ++i) echo(lane, outcome::lost, 1s * i, 1s * (i + 1));
  REQUIRE(lane.is_down());
  std::array<std::uint64_t, 4> in_flight{};
  for (int i = 0; i < 4; ++i) in_flight[i] = lane.asked(instant(5100ms + 200ms * i));
  echo(lane, outcome::reply, 6s, 6001ms);
  REQUIRE_FALSE(lane.is_down());
  for (int i = 0; i < 4; ++i) end(lane, in_flight[i], outcome::lost, 5100ms + 200ms * i, 6100ms + 200ms * i);
  CHECK_FALSE(lane.is_down());
  CHECK_FALSE(lane.undecided());
  for (int i = 7; i < 10; ++i) echo(lane, outcome::lost, 1s * i, 1s * (i + 1));
  CHECK(lane.is_down());
}

TEST_CASE("a silent gateway that is blamed is down at once, one that answers again is not") {
  gateway_lane lane = proven();
  lane.blame(instant(2s));
  CHECK_FALSE(lane.is_down());
  echo(lane, outcome::lost, 2s, 3s);
  echo(lane, outcome::lost, 3s, 4s);
  CHECK_FALSE(lane.is_down());
  gateway_lane recovered = lane;
  lane.blame(instant(4s));
  CHECK(lane.is_down());
  echo(recovered, outcome::reply, 4s, 4001ms);
  CHECK(about(recovered, 2s, 3s) == testimony::bad);
  recovered.blame(instant(5s));
  CHECK_FALSE(recovered.is_down());
}

TEST_CASE("without link or route it is down at once, and up again only by an answer") {
  for (const auto what : {&way_out::linked, &way_out::routed}) {
    gateway_lane lane = proven();
    lane.looked(without(what), instant(2s));
    CHECK(lane.is_down());
    CHECK(about(lane, 2s, 3s) == testimony::bad);
    lane.looked(good_way(), instant(10s));
    CHECK(lane.is_down());
    echo(lane, outcome::reply, 10s, 10001ms);
    CHECK_FALSE(lane.is_down());
    CHECK(about(lane, 9s, 10s) == testimony::bad);
  }
}

TEST_CASE("why it is down") {
  gateway_lane lane = proven();
  lane.looked(without(&way_out::linked), instant(2s));
  CHECK(lane.why() == "IPv4: the link of the default route is down: eth0");
  lane.looked({.existed = true}, instant(3s));
  CHECK(lane.why() == "IPv4: no default route any more");
}

TEST_CASE("a target on the link is excused by the link alone") {
  gateway_lane lane = proven();
  for (int i = 2; i < 6; ++i) echo(lane, outcome::lost, 1s * i, 1s * (i + 1));
  CHECK(lane.is_down());
  CHECK(lane.about_link(2, instant(3s)) == testimony::good);
  lane.looked(without_links({2, 3}), instant(8s));
  CHECK(lane.about_link(2, instant(3s)) == testimony::bad);
  lane.looked(good_way(), instant(9s));
  CHECK(lane.about_link(2, instant(7s)) == testimony::bad);
  CHECK(lane.about_link(2, instant(10s)) == testimony::good);
}

TEST_CASE("of a default route over two links a target is excused by its own") {
  gateway_lane lane = proven();
  lane.looked(without_links({3}), instant(8s));
  CHECK_FALSE(lane.is_down());
  CHECK(lane.about_link(2, instant(3s)) == testimony::good);
  CHECK(lane.about_link(3, instant(3s)) == testimony::bad);
  lane.looked(without_links({2}), instant(9s));
  CHECK(lane.about_link(2, instant(3s)) == testimony::bad);
  CHECK(lane.about_link(3, instant(8500ms)) == testimony::good);
  CHECK(lane.about_link(3, instant(8s)) == testimony::bad);
  CHECK(lane.about_link(9, instant(3s)) == testimony::good);  // none of its links
}

TEST_CASE("a gateway that never answers is judged by its link address and by who is reached through it") {
  gateway_lane lane(reachd::core::family::v4);
  lane.looked(good_way(), instant(1s));
  for (int i = 1; i < 9; ++i) echo(lane, outcome::lost, 1s * i, 1s * (i + 1));
  CHECK_FALSE(lane.is_down());
  CHECK(lane.gateway_is_silent());
  CHECK(about(lane, 2s, 4s) == testimony::pending);
  lane.passed(instant(5s), instant(5s));
  CHECK(about(lane, 2s, 4s) == testimony::good);
  CHECK(about(lane, 5s, 7s) == testimony::pending);
  way_out confirmed = good_way();
  confirmed.confirmed_ago = 500ms;
  lane.looked(confirmed, instant(8s));
  CHECK(about(lane, 5s, 7s) == testimony::good);
  CHECK(about(lane, 5s, 8s) == testimony::pending);
  CHECK(lane.about(instant(5s), instant(8s), instant(68s)) == testimony::good);  // it will not say more

  way_out failed = good_way();
  failed.link_address = link_address::failed;
  lane.looked(failed, instant(9s));
  CHECK(lane.is_down());
  failed.link_address = link_address::asked_for;
  lane.looked(failed, instant(10s));
  CHECK(lane.is_down());
  CHECK(about(lane, 9s, 10s) == testimony::bad);
  lane.looked(good_way(), instant(11s));
  CHECK_FALSE(lane.is_down());
}

TEST_CASE("point to point the link says all") {
  gateway_lane lane(reachd::core::family::v6);
  way_out way = good_way();
  way.gateway.reset();
  lane.looked(way, instant(1s));
  CHECK(about(lane, 2s, 4s) == testimony::good);
  way.linked = false;
  lane.looked(way, instant(5s));
  CHECK(lane.is_down());
  way.linked = true;
  lane.looked(way, instant(6s));
  CHECK_FALSE(lane.is_down());
  CHECK(about(lane, 5s, 7s) == testimony::bad);
}

TEST_CASE("of a new gateway nothing is known") {
  gateway_lane lane = proven();
  for (int i = 2; i < 5; ++i) echo(lane, outcome::lost, 1s * i, 1s * (i + 1));
  CHECK(lane.is_down());
  way_out other = good_way();
  other.gateway = address::parse("192.0.2.9");
  lane.looked(other, instant(9s));
  CHECK_FALSE(lane.is_down());
  CHECK(lane.gateway_is_silent());
  echo(lane, outcome::lost, 9s, 10s);  // of the old one
  CHECK_FALSE(lane.undecided());
}

TEST_CASE("a blip of the gateway excuses who was silent in it, although a later echo was answered first") {
  gateway_lane lane = proven();
  std::array<std::uint64_t, 3> in_flight{};  // dark from 100 s to 100.6 s
  for (int i = 0; i < 3; ++i) in_flight[i] = lane.asked(instant(100300ms + 100ms * i));
  echo(lane, outcome::reply, 100600ms, 100601ms);
  CHECK(lane.about(instant(100050ms), instant(100250ms), instant(100650ms)) == testimony::pending);
  for (int i = 0; i < 3; ++i) end(lane, in_flight[i], outcome::lost, 100300ms + 100ms * i, 101300ms + 100ms * i);
  CHECK(lane.about(instant(100050ms), instant(100250ms), instant(101500ms)) == testimony::bad);
  CHECK_FALSE(lane.is_down());
}

TEST_CASE("echoes that we could not send are no doubt of the gateway") {
  gateway_lane lane = proven();
  for (int i = 2; i < 6; ++i) echo(lane, outcome::local_error, 1s * i, 1s * i);
  CHECK_FALSE(lane.undecided());
  CHECK_FALSE(lane.is_down());
  lane.blame(instant(6s));
  CHECK_FALSE(lane.is_down());
  CHECK(lane.about(instant(2s), instant(4s), instant(6s)) == testimony::pending);
  CHECK(lane.about(instant(2s), instant(4s), instant(14s)) == testimony::good);  // it cannot be asked
}

TEST_CASE("a gateway that drops echoes while targets behind it answer is as one that never answered") {
  gateway_lane lane = proven();
  echo(lane, outcome::lost, 2s, 3s);
  CHECK(lane.listens());
  lane.passed(instant(2500ms), instant(3s));
  CHECK_FALSE(lane.gateway_is_silent());  // one lost echo is chance
  echo(lane, outcome::lost, 3s, 4s);
  CHECK_FALSE(lane.gateway_is_silent());  // the way may have gone at 2.9 s
  lane.passed(instant(3500ms), instant(4100ms));
  CHECK(lane.gateway_is_silent());
  for (int i = 4; i < 9; ++i) echo(lane, outcome::lost, 1s * i, 1s * (i + 1));
  CHECK_FALSE(lane.is_down());
  CHECK_FALSE(lane.undecided());
  CHECK(about(lane, 4s, 6s) == testimony::pending);
  lane.passed(instant(6s), instant(6100ms));
  CHECK(about(lane, 4s, 6s) == testimony::good);
  echo(lane, outcome::reply, 9s, 9001ms);  // and when it answers again it is asked again
  CHECK_FALSE(lane.gateway_is_silent());
  CHECK_FALSE(lane.listens());
}

TEST_CASE("a gateway that is down for its silence is up when a target behind it answers a later probe") {
  gateway_lane lane = proven();
  for (int i = 2; i < 5; ++i) echo(lane, outcome::lost, 1s * i, 1s * (i + 1));
  REQUIRE(lane.is_down());
  lane.passed(instant(4900ms), instant(5100ms));  // sent before it was known
  CHECK(lane.is_down());
  lane.passed(instant(5100ms), instant(5200ms));
  CHECK_FALSE(lane.is_down());
  CHECK(lane.gateway_is_silent());
  CHECK(about(lane, 3s, 4s) == testimony::bad);  // who failed while it was down is excused
  lane.looked(without(&way_out::routed), instant(8s));
  CHECK(lane.is_down());
}
