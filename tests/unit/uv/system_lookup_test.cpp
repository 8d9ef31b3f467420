// SPDX-License-Identifier: Apache-2.0
#include "uv/system_lookup.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "support/start_and_stop.hpp"
#include "uv/resolver.hpp"
#include "uv/status.hpp"

using reachd::async::live_frames;
using reachd::async::task;
using reachd::core::families;
using reachd::uv::lookup_answer;
using reachd::uv::loop;
using reachd::uv::resolver;
using reachd::uv::resolver_options;
using reachd::uv::system_lookup;

namespace {

task<lookup_answer> ask(resolver& names, std::string name, families wanted = families::any) {
  co_return co_await names.resolve(name, wanted);
}

task<void> keep(resolver& names, std::string name, std::optional<lookup_answer>& out) {
  auto answer = co_await names.resolve(name, families::any);
  out = std::move(answer);
}

}  // namespace

TEST_CASE("localhost is looked up for real, and each of its addresses comes once") {
  loop on;
  system_lookup lookups(on);
  resolver names(on.ready(), lookups, resolver_options());
  const auto answer = on.run(ask(names, "localhost"));
  REQUIRE(answer);
  REQUIRE_FALSE(answer->empty());
  auto sorted = *answer;
  std::sort(sorted.begin(), sorted.end());
  CHECK(std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end());
  CHECK(std::all_of(sorted.begin(), sorted.end(), [](const auto& address) { return address.is_loopback(); }));
  CHECK(names.statistics().lookups == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("a lookup of one family gives addresses of that family alone") {
  loop on;
  system_lookup lookups(on);
  resolver names(on.ready(), lookups, resolver_options());
  const auto answer = on.run(ask(names, "localhost", families::v4));
  REQUIRE(answer);
  CHECK(std::ranges::all_of(*answer, [](const auto& one) { return one.family() == reachd::core::family::v4; }));
  CHECK_FALSE(answer->empty());
}

TEST_CASE("what can be no name fails in words, with the name, and never by an exception") {
  loop on;
  system_lookup lookups(on);
  resolver names(on.ready(), lookups, resolver_options());
  const std::string too_long(5000, 'a');
  const auto answer = on.run(ask(names, too_long));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message().starts_with("cannot resolve '" + too_long + "': "));
  CHECK(answer.error().message().back() == ')');
  CHECK(live_frames() == 0);
}

TEST_CASE("a lookup that is stopped half-way lets its waiter go on, and its answer is dropped") {
  loop on;
  std::optional<lookup_answer> answer;
  {
    system_lookup lookups(on);
    resolver names(on.ready(), lookups, resolver_options());
    on.run(reachd::test::start_and_stop(on.ready(), keep(names, "localhost", answer)));
  }
  REQUIRE(answer);
  CHECK(reachd::uv::is_stopped(answer->error()));
  CHECK(live_frames() == 0);
}
