// SPDX-License-Identifier: Apache-2.0
#include "probe/pick_address.hpp"

#include <doctest/doctest.h>

namespace reachd::probe {
namespace {

using enum options::family_choice;

std::string picked(std::initializer_list<const char*> from, options::family_choice wanted) {
  std::vector<core::address> addresses;
  for (const char* one : from) addresses.push_back(core::address::parse(one).value());
  const auto found = pick_address(addresses, wanted);
  return found ? found->to_string() : "none";
}

}  // namespace

TEST_CASE("the first that fits") {
  CHECK(picked({"::2", "192.0.2.1", "::3", "192.0.2.2"}, as_ordered) == "::2");
  CHECK(picked({"::2", "192.0.2.1", "::3", "192.0.2.2"}, prefer_ipv4) == "192.0.2.1");
  CHECK(picked({"192.0.2.1", "::2", "::3"}, prefer_ipv6) == "::2");
  CHECK(picked({"192.0.2.1"}, prefer_ipv6) == "192.0.2.1");
  CHECK(picked({"::2"}, prefer_ipv4) == "::2");
  CHECK(picked({"::2"}, ipv4) == "none");
  CHECK(picked({"192.0.2.1"}, ipv6) == "none");
  CHECK(picked({}, as_ordered) == "none");
}

TEST_CASE("an address is what the kernel would reach") {
  CHECK(picked({"::ffff:192.0.2.1"}, as_ordered) == "192.0.2.1");
  CHECK(picked({"::ffff:192.0.2.1"}, ipv4) == "192.0.2.1");
  CHECK(picked({"::ffff:192.0.2.1"}, ipv6) == "none");
  CHECK(picked({"0.0.0.0"}, as_ordered) == "127.0.0.1");
}

}  // namespace reachd::probe

TEST_CASE("a target's family is a choice, and a choice is what a lookup must give") {
  using reachd::core::families;
  using reachd::probe::choice_of;
  using reachd::probe::families_of;
  using enum reachd::options::family_choice;
  CHECK(choice_of(families::any) == as_ordered);
  CHECK(choice_of(families::v4) == ipv4);
  CHECK(choice_of(families::v6) == ipv6);
  CHECK(families_of(ipv4) == families::v4);
  CHECK(families_of(ipv6) == families::v6);
  for (const auto either : {as_ordered, prefer_ipv4, prefer_ipv6}) CHECK(families_of(either) == families::any);
}
