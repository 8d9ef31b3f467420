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

TEST_CASE("a target that is called as a part would be is found") {
  settings all;
  all.targets = {target("a"),           target("a/192.0.2.1"), target("b", address_choice::first),
                 target("b/192.0.2.1"), target("a/::1"),       target("a/fe80::1%nodev9")};
  find_spoken_for(all);
  const auto of_a = spoken_for(all, 0);
  CHECK(std::vector(of_a.begin(), of_a.end()) == std::vector<std::string>{"192.0.2.1", "::1", "fe80::1%nodev9"});
  CHECK(spoken_for(all, 2).empty());
  all.targets.clear();
  find_spoken_for(all);
  CHECK(all.spoken_for.empty());
}

}  // namespace reachd::config
