// SPDX-License-Identifier: Apache-2.0
#include "daemon/spread_names.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "support/namespace.hpp"

#include "unit/daemon/spread_world.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::address;
using test::spread_world;

namespace {

config::target_settings spreading(const std::string& name) {
  config::target_settings written;
  written.name = name;
  written.host = "many.test";
  written.address = config::address_choice::all;
  written.interval = written.timeout = written.retry = 1s;
  return written;
}

address literal(const char* text) { return address::parse(text).value(); }

using text = std::vector<std::string>;

}  // namespace

TEST_CASE("the name stands in until the first answer, then its addresses are the targets") {
  spread_world f;
  f.names.add(spreading("db"), {});
  CHECK(f.there() == text{"db unresolved"});
  CHECK(f.names.parts_of("db")->empty());
  f.w.loop.run_for(2s);
  CHECK(f.there() == text{"db unresolved"});
  CHECK(f.told.lines == text{"db: no such name, keeps 0"});
  f.w.names.table["many.test"] = {"127.0.0.3", "127.0.0.2", "::1"};
  f.look(4);
  CHECK(f.there() == text{"db/127.0.0.2 up", "db/127.0.0.3 up", "db/::1 up"});
  CHECK(f.told.lines == text{"db: no such name, keeps 0", "db +127.0.0.2", "db +127.0.0.3", "db +::1"});
  REQUIRE(f.names.parts_of("db")->size() == 3);
  CHECK(f.names.parts_of("db")->back().address == literal("::1"));
  CHECK(f.names.parts_of("other") == nullptr);
  CHECK(f.find("db/::1")->host == "many.test");
  CHECK_FALSE(f.find("db/::1")->is_named());
  CHECK(f.find("db/::1")->series.sent() > 0);
}

TEST_CASE("addresses come at once and go after three answers, and the others do not notice") {
  spread_world f;
  f.w.names.table["many.test"] = {"127.0.0.2", "127.0.0.3"};
  f.names.add(spreading("db"), {});
  f.w.loop.run_for(5s);
  const auto sent = f.find("db/127.0.0.3")->series.sent();
  const auto id = f.find("db/127.0.0.3")->id;
  f.w.names.table["many.test"] = {"127.0.0.3", "127.0.0.4"};
  f.look();
  CHECK(f.there() == text{"db/127.0.0.2 up", "db/127.0.0.3 up", "db/127.0.0.4 up"});
  f.w.names.table.clear();
  f.look(5);
  CHECK(f.there().size() == 3);
  f.w.names.table["many.test"] = {"127.0.0.3", "127.0.0.4"};
  f.look(2);
  CHECK(f.there() == text{"db/127.0.0.3 up", "db/127.0.0.4 up"});
  CHECK(f.find("db/127.0.0.3")->id == id);
  CHECK(f.find("db/127.0.0.3")->series.sent() == sent + 8 * 61);
  CHECK(f.told.lines.back() == "db -127.0.0.2");
}

TEST_CASE("a name that is looked up again and again in a hurry has its addresses at once, and loses none for it") {
  spread_world f;
  f.w.names.table["many.test"] = {"127.0.0.2", "127.0.0.3"};
  f.names.add(spreading("db"), {});
  f.w.loop.run_for(3s);
  f.w.names.table["many.test"] = {"127.0.0.3", "127.0.0.4"};
  f.hurry(20);
  CHECK(f.w.names.asked == 21);
  CHECK(f.there() == text{"db/127.0.0.2 up", "db/127.0.0.3 up", "db/127.0.0.4 up"});
  f.look(3);
  CHECK(f.there() == text{"db/127.0.0.3 up", "db/127.0.0.4 up"});
}

TEST_CASE("whoever asks is told of more echoes, and when there are others") {
  spread_world f;
  int changes = 0;
  f.names.on_change([&changes] { ++changes; });
  f.w.names.table["many.test"] = {"127.0.0.2", "127.0.0.3", "127.0.0.4"};
  auto written = spreading("db");
  written.interval = 500ms;
  f.names.add(written, {});
  CHECK(f.names.more_per_second() == 0);
  f.look(3);
  CHECK(changes == 1);
  CHECK(f.names.more_per_second() == 4);
  auto other = spreading("sql");
  f.names.add(other, {});
  f.w.loop.run_for(1s);
  CHECK(changes == 2);
  CHECK(f.names.more_per_second() == 6);
  written.paused = true;
  f.names.change("db", written, {});
  CHECK(f.names.more_per_second() == 2);
  other.interval = 250ms;
  f.names.change("sql", other, {});
  CHECK(f.names.more_per_second() == 8);
  f.w.names.table["many.test"] = {"127.0.0.2"};
  f.look(4);
  CHECK(changes == 3);
  CHECK(f.names.more_per_second() == 0);
  written.paused = false;
  f.names.change("db", written, {});
  CHECK(f.names.more_per_second() == 4);
  f.names.remove("db");
  CHECK(f.names.more_per_second() == 0);
}

TEST_CASE("a name is looked up again by itself") {
  spread_world f;
  f.w.names.table["many.test"] = {"127.0.0.2"};
  f.names.add(spreading("db"), {});
  f.w.loop.run_for(1s);
  f.w.names.table["many.test"] = {"127.0.0.2", "127.0.0.3"};
  f.w.loop.run_for(61s);
  CHECK(f.there().size() == 2);
  CHECK(f.w.names.asked == 2);
}

TEST_CASE("of each family the first one") {
  spread_world f;
  f.w.names.table["many.test"] = {"127.0.0.3", "::2", "127.0.0.2", "::1"};
  auto written = spreading("db");
  written.address = config::address_choice::first;
  written.family = core::families::both;
  f.names.add(written, {});
  written.name = "six";
  written.address = config::address_choice::all;
  written.family = core::families::v6;
  f.names.add(written, {});
  f.w.loop.run_for(3s);
  CHECK(f.there() == text{"db/127.0.0.3 up", "db/::2 up", "six/::1 up", "six/::2 up"});
}

TEST_CASE("what is written of the name holds for each part, and may change under way") {
  spread_world f;
  f.w.names.table["many.test"] = {"127.0.0.2", "127.0.0.3"};
  f.names.add(spreading("db"), {});
  const core::target_id parent{7, 7};
  f.names.set_parent("db", parent);
  f.w.loop.run_for(3s);
  CHECK(f.find("db/127.0.0.2")->parent == parent);
  const auto sent = f.find("db/127.0.0.2")->series.sent();
  auto written = spreading("sql");
  written.timeout = 2s;
  written.labels = {{"site", "x"}};
  f.names.change("db", written, {});
  CHECK(f.find("sql/127.0.0.2")->timeout == 2s);
  CHECK(f.find("sql/127.0.0.2")->series.sent() == sent);
  CHECK(f.roll.labels()[f.find("sql/127.0.0.2")->id.index].details() == ",site=\"x\"");
  CHECK(f.names.parts_of("db") == nullptr);
  f.w.names.table["many.test"] = {"127.0.0.2", "127.0.0.3", "127.0.0.4"};
  f.look();
  CHECK(f.find("sql/127.0.0.4")->timeout == 2s);
  CHECK(f.find("sql/127.0.0.4")->parent == parent);
  f.names.set_parent("sql", std::nullopt);
  CHECK_FALSE(f.find("sql/127.0.0.4")->parent);
}

TEST_CASE("a paused name is not looked up, its parts are paused, and all goes on after it") {
  spread_world f;
  f.w.names.table["many.test"] = {"127.0.0.2"};
  auto written = spreading("db");
  written.paused = true;
  f.names.add(written, {});
  f.w.loop.run_for(200s);
  CHECK(f.there() == text{"db paused"});
  CHECK(f.w.names.asked == 0);
  written.paused = false;
  f.names.change("db", written, {});
  f.w.loop.run_for(3s);
  CHECK(f.there() == text{"db/127.0.0.2 up"});
  written.paused = true;
  f.names.change("db", written, {});
  f.w.loop.run_for(200s);
  CHECK(f.there() == text{"db/127.0.0.2 paused"});
  CHECK(f.w.names.asked == 1);
  written.paused = false;
  f.names.change("db", written, {});
  written.paused = true;
  f.names.change("db", written, {});
  written.paused = false;
  f.names.change("db", written, {});
  f.w.loop.run_for(3s);
  CHECK(f.there() == text{"db/127.0.0.2 up"});
  CHECK(f.w.names.asked == 2);
}

TEST_CASE("a name that is removed takes its parts along, also while it is being looked up") {
  spread_world f;
  f.w.names.table["many.test"] = {"127.0.0.2"};
  f.names.add(spreading("db"), {});
  f.w.loop.run_for(5ms);
  f.names.remove("db");
  f.w.loop.run_for(2s);
  CHECK(f.there().empty());
  CHECK(f.told.lines.empty());
  f.names.add(spreading("db"), {});
  f.w.loop.run_for(2s);
  CHECK(f.there() == text{"db/127.0.0.2 up"});
  f.names.remove("db");
  CHECK(f.there().empty());
  f.w.loop.run_for(200s);
  CHECK(f.there().empty());
  CHECK(f.w.names.asked == 2);
}

TEST_CASE("an address that another target is called by is none of its parts") {
  spread_world f;
  const std::vector<std::string> others{"127.0.0.3"};
  f.w.names.table["many.test"] = {"127.0.0.2", "127.0.0.3"};
  f.names.add(spreading("db"), others);
  f.w.loop.run_for(3s);
  CHECK(f.there() == text{"db/127.0.0.2 up"});
  f.names.change("db", spreading("db"), {});
  f.look(3);
  CHECK(f.there() == text{"db/127.0.0.2 up", "db/127.0.0.3 up"});
  f.names.change("db", spreading("db"), others);
  CHECK(f.there() == text{"db/127.0.0.2 up"});
  f.look(4);
  CHECK(f.there() == text{"db/127.0.0.2 up"});
}

TEST_CASE("what is on an interface that is made anew stays one target" * doctest::skip()) {
  const auto make_interface = [] { return std::system("ip link add r0 type veth peer name r1") == 0; };
  if (!make_interface()) {
    MESSAGE("skipped, no interface can be made");
    return;
  }
  spread_world f;
  f.w.names.table["many.test"] = {"fe80::1%r0", "127.0.0.2"};
  f.names.add(spreading("db"), {});
  auto each = spreading("each");
  each.address = config::address_choice::first;
  each.family = core::families::both;
  f.names.add(each, {});
  f.w.loop.run_for(3s);
  const text all{"db/127.0.0.2 up", "db/fe80::1%r0 up", "each/127.0.0.2 up", "each/fe80::1%r0 up"};
  CHECK(f.there() == all);
  const address before = literal("fe80::1%r0");
  f.w.names.table["many.test"] = {"127.0.0.2"};
  REQUIRE(std::system("ip link delete r0") == 0);
  f.names.change("db", spreading("db"), {});
  f.w.loop.run_for(1s);
  CHECK(f.there() == all);
  REQUIRE(make_interface());
  REQUIRE(literal("fe80::1%r0") != before);
  f.w.names.table["many.test"] = {"fe80::1%r0", "127.0.0.2"};
  f.hurry(3);
  CHECK(f.there() == all);
  CHECK(f.find("db/fe80::1%r0")->address == literal("fe80::1%r0"));
  CHECK(f.find("each/fe80::1%r0")->address == literal("fe80::1%r0"));
}

TEST_CASE("in a namespace: an interface that is made anew") {
  test::run_in_new_namespace("what is on an interface that is made anew stays one target", {});
}

TEST_CASE("what an earlier process knew is there from the start, whatever the resolver does") {
  spread_world f;
  std::vector<std::string> recalled;
  const daemon::past before{.recall = [&](probe::target_plan& plan) { recalled.push_back(plan.name); },
                            .addresses =
                                [](const probe::target_plan&) {
                                  return std::vector{literal("127.0.0.2"), literal("127.0.0.3")};
                                }};
  const std::vector<std::string> others{"127.0.0.3"};
  f.names.add(spreading("db"), others, before);
  CHECK(f.there() == text{"db/127.0.0.2 unknown"});
  CHECK(recalled == text{"db/127.0.0.2"});
  f.w.loop.run_for(3s);
  CHECK(f.there() == text{"db/127.0.0.2 up"});
  f.w.names.table["many.test"] = {"127.0.0.4"};
  f.look(6);
  CHECK(f.there() == text{"db/127.0.0.4 up"});
}

TEST_CASE("more addresses than there may be are told once") {
  spread_world f;
  for (int last = 1; last <= 70; ++last) f.w.names.table["many.test"].push_back("192.0.2." + std::to_string(last));
  f.names.add(spreading("db"), {});
  f.look(3);
  CHECK(f.there().size() == 64);
  CHECK(std::ranges::count(f.told.lines, "db leaves out 6") == 1);
}
