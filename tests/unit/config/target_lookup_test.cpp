// SPDX-License-Identifier: Apache-2.0
#include "config/target_lookup.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

/// The targets 'gateway' (host 192.0.2.1) and 'broken', and the places of a list of names.
struct naming {
  explicit naming(std::string list) : got(std::move(list)) {
    names.claim("gateway", *got.content, 0, "targets", problems)->index = 0;
    names.claim("broken", *got.content, 0, "targets", problems);
    all.targets.resize(1);
    all.targets[0].name = "gateway";
    all.targets[0].host = "192.0.2.1";
  }

  parsed got;
  problem_list problems;
  name_table names;
  settings all;
};

}  // namespace

TEST_CASE("a name leads to its target, and one with something wrong to none without a word") {
  naming one("[gateway, broken]");
  target_lookup lookup(one.names, one.all, one.problems, true);
  CHECK(lookup.find(*one.got.content, 1) == 0u);
  CHECK_FALSE(lookup.find(*one.got.content, 2).has_value());
  CHECK(one.problems.empty());
}

TEST_CASE("an unknown name is a problem once a place, with the name that was meant") {
  naming one("[gatewya, 192.0.2.1, elsewhere]");
  target_lookup lookup(one.names, one.all, one.problems, true);
  for (const node_index place : {1, 1, 2, 3, 3}) CHECK_FALSE(lookup.find(*one.got.content, place).has_value());
  const auto found = one.problems.take();
  REQUIRE(found.size() == 3);
  CHECK(first_of(found) == "1:2 unknown target 'gatewya'");
  CHECK(found[0].hint == "did you mean 'gateway'?");
  CHECK(found[1].hint == "the target with that host is called 'gateway'");
  CHECK(found[2].hint.empty());
}

TEST_CASE("who is a target for each of its addresses is nobody's parent") {
  naming one("[gateway]");
  one.all.targets[0].host = "gw.example.net";
  one.all.targets[0].address = address_choice::all;
  target_lookup lookup(one.names, one.all, one.problems, true);
  CHECK_FALSE(lookup.find(*one.got.content, 1).has_value());
  CHECK(first_of(one.problems.take()) == "1:2 'gateway' is a target for each of its addresses, and none itself");
}

TEST_CASE("nor is one of its addresses, which comes and goes") {
  naming one("[gateway/192.0.2.1, gateway/office, nobody/192.0.2.1]");
  one.all.targets[0].host = "gw.example.net";
  one.all.targets[0].address = address_choice::all;
  target_lookup lookup(one.names, one.all, one.problems, true);
  for (const node_index place : {1, 2, 3}) CHECK_FALSE(lookup.find(*one.got.content, place).has_value());
  const auto found = one.problems.take();
  REQUIRE(found.size() == 3);
  CHECK(first_of(found) == "1:2 unknown target 'gateway/192.0.2.1'");
  CHECK(found[0].hint == "the addresses of a name come and go: name a target with one address");
  for (const std::size_t other : {1, 2}) CHECK(found[other].hint != found[0].hint);
}

TEST_CASE("nothing is called unknown where targets may be missing") {
  naming one("[gatewya]");
  target_lookup lookup(one.names, one.all, one.problems, false);
  CHECK_FALSE(lookup.find(*one.got.content, 1).has_value());
  CHECK(one.problems.empty());
}

TEST_CASE("names are compared within a bound of work, and beyond it not called less unknown") {
  const std::string meant = std::string(63, 'x') + "y";
  naming one("[" + std::string(64, 'x') + ", " + std::string(64, 'x') + "]");
  one.all.targets[0].name = meant;
  one.all.targets.resize(max_suggestion_work / (64 * 64) - 1);
  target_lookup lookup(one.names, one.all, one.problems, true);
  one.got.content->for_each_item(0, [&](node_index item) { lookup.find(*one.got.content, item); });
  const auto found = one.problems.take();
  REQUIRE(found.size() == 2);
  CHECK(found[0].hint == "did you mean '" + meant + "'?");
  CHECK(found[1].hint.empty());
}

}  // namespace reachd::config
