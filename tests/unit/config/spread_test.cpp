// SPDX-License-Identifier: Apache-2.0
#include "config/spread.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

target_settings target(const std::string& host, address_choice address = address_choice::all,
                       core::families family = core::families::any) {
  target_settings out;
  out.name = out.host = host;
  out.address = address;
  out.family = family;
  return out;
}

core::address literal(const char* text) { return core::address::parse(text).value(); }

}  // namespace

TEST_CASE("a name spreads where all addresses or both families are wanted, and a literal never does") {
  CHECK(spreads(target("a")));
  CHECK(spreads(target("_gateway", address_choice::all, core::families::v4)));
  CHECK(spreads(target("a", address_choice::first, core::families::both)));
  CHECK_FALSE(spreads(target("a", address_choice::first)));
  CHECK_FALSE(spreads(target("a", address_choice::first, core::families::v6)));
  for (const char* host : {"192.0.2.1", "::1", "fe80::1%nodev9", ""}) {
    CHECK_FALSE(spreads(target(host)));
    CHECK_FALSE(spreads(target(host, address_choice::first, core::families::both)));
  }
}

TEST_CASE("the name of a part can be read again") {
  CHECK(name_of_part("tcp://db:5", "2001:db8::1") == "tcp://db:5/2001:db8::1");
  const auto part = part_of_name("https://a/b/192.0.2.1");
  REQUIRE(part);
  CHECK(part->whole == "https://a/b");
  CHECK(part->address == literal("192.0.2.1"));
  for (const char* name : {"a", "a/", "/192.0.2.1", "a/b", "192.0.2.1", "a/192.0.2.1/"})
    CHECK_FALSE(part_of_name(name));
}

TEST_CASE("a target that is called as a part would be is found") {
  settings all;
  all.targets = {target("a"),           target("a/192.0.2.1"), target("b", address_choice::first),
                 target("b/192.0.2.1"), target("a/::1"),       target("a/0::1")};
  find_spoken_for(all);
  const auto of_a = spoken_for(all, 0);
  CHECK(std::vector(of_a.begin(), of_a.end()) == std::vector{literal("192.0.2.1"), literal("::1")});
  CHECK(spoken_for(all, 2).empty());
  all.targets.clear();
  find_spoken_for(all);
  CHECK(all.spoken_for.empty());
}

}  // namespace reachd::config
