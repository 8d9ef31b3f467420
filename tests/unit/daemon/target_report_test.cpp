// SPDX-License-Identifier: Apache-2.0
#include "daemon/target_report.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using nlohmann::json;

namespace {

json report(test::world& w, const probe::target& shown) {
  return json::parse(daemon::report_of(shown, w.loop.clock().now(), core::wall_time(1000s)));
}

}  // namespace

TEST_CASE("what was not measured is null, and nothing else is") {
  test::world w;
  auto& t = w.add(test::every(1s, "no.such.name"));
  const json got = report(w, t);
  for (const char* key : {"address", "port", "since", "rtt_seconds", "jitter_seconds", "ttl"})
    CHECK(got.at(key).is_null());
  CHECK(got["state"] == "unresolved");
  CHECK(got["windows"]["1m"]["loss"].is_null());
  CHECK(got["schedule"]["next_probe"].is_null());
  CHECK(got["outages"].empty());
  std::string row;
  daemon::append_json(row, daemon::row_of(t, w.loop.clock().now()));
  CHECK(json::parse(row)["loss"].is_null());
  w.stop();
}

TEST_CASE("a name that is a target for each of its addresses has rows of those") {
  test::world w;
  auto& t = w.add(test::every(1s));
  const json got = json::parse(daemon::report_of_spread("db", {daemon::row_of(t, w.loop.clock().now())}));
  CHECK(got["name"] == "db");
  REQUIRE(got["targets"].size() == 1);
  CHECK(got["targets"][0]["name"] == "t");
  CHECK(got["targets"][0]["address"] == "192.0.2.1");
  w.stop();
}

TEST_CASE("what is wrong with the latest answer is told, and nothing where there is nothing wrong") {
  test::world w;
  auto& t = w.add(test::every(1s));
  CHECK(report(w, t)["evidence"]["problem"].is_null());
  t.readings = std::make_shared<const stats::readings>(stats::readings{.problem = "the status is 503", .values = {}});
  CHECK(report(w, t)["evidence"]["problem"] == "the status is 503");
  t.readings = std::make_shared<const stats::readings>();
  CHECK(report(w, t)["evidence"]["problem"].is_null());
  w.stop();
}

TEST_CASE("the balance holds in every report, and a target that is down tells on what grounds and since when") {
  test::world w;
  auto& t = w.add(test::every(1s));
  w.prober.answer = core::outcome::reply;
  w.loop.run_for(3s);
  w.prober.answer = core::outcome::lost;
  w.loop.run_for(3s);
  w.prober.answer.reset();
  w.loop.run_for(1s);
  const json got = report(w, t);
  std::uint64_t ended = 0;
  for (const auto& [outcome, count] : got["counters"]["ended"].items()) ended += count.get<std::uint64_t>();
  CHECK(got["counters"]["sent"] == ended + got["counters"]["in_flight"].get<std::uint64_t>());
  CHECK(got["counters"]["in_flight"] == 1);
  CHECK(got["state"] == "down");
  CHECK(got["evidence"]["outcomes"] == "...xxx");
  REQUIRE(got["outages"].size() == 1);
  CHECK(got["outages"][0]["ended"].is_null());
  CHECK(got["outages"][0]["reason"] == "lost");
  CHECK(got["windows"]["1m"]["loss"]["share"].get<double>() == doctest::Approx(0.5));
  CHECK(got["schedule"]["interval_seconds"] == 1.0);
  CHECK(got["schedule"]["next_probe"].get<std::string>().starts_with("1970-01-01T00:16:"));
  const auto row = daemon::row_of(t, w.loop.clock().now());
  CHECK(row.loss == doctest::Approx(0.5));
  CHECK(row.address == "192.0.2.1");
  w.stop();
}

TEST_CASE("a name that is no UTF-8 still makes good JSON") {
  test::world w;
  auto plan = test::every(1s);
  plan.name = "\xff\"\n";
  const auto& t = w.add(plan);
  CHECK(report(w, t)["name"].get<std::string>().find('"') != std::string::npos);
  w.stop();
}
