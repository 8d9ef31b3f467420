// SPDX-License-Identifier: Apache-2.0
// The kernel's tables, in a network namespace of our own.
#include "route/default_dump.hpp"

#include <doctest/doctest.h>

#include "support/kernel_routes.hpp"

using namespace reachd;
using core::family;
using test::ip;
using test::kernel_routes;

namespace {

/// Steps to the end and says how many it took.
int run(route::default_dump& dump) {
  for (int steps = 1;; ++steps) {
    const auto done = dump.step();
    REQUIRE(done.has_value());
    if (*done) return steps;
    REQUIRE(dump.running());
  }
}
int run_anew(route::default_dump& dump) {
  REQUIRE(dump.begin().has_value());
  return run(dump);
}
std::string many_routes(int count) {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines += "route replace 10." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".0/24 dev test0\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("a table without a default route") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  route::default_dump dump;
  run_anew(dump);
  CHECK_FALSE(dump.running());
  CHECK(dump.take(family::v4).empty());
  CHECK(dump.take(family::v6).empty());
}

TEST_CASE("every default route of the main table, and nothing else") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add default via 198.51.100.254 metric 100\n"
      "route add default dev test0 metric 200\n"
      "route add unreachable default metric 4000\n"
      "route add default dev test0 table 100\n"
      "route add default dev test0 table 51820\n"
      "route add 203.0.113.0/24 via 198.51.100.254\n"
      "route add ::/0 via fe80::1 dev veth0 metric 1024\n"
      "route add ::/0 from 2001:db8:1::/64 via fe80::2 dev veth0\n");
  route::default_dump dump;
  run_anew(dump);
  const auto v4 = dump.take(family::v4);
  REQUIRE(v4.size() == 2);
  CHECK(v4[0].metric == 100);
  CHECK(v4[0].hops.at(0).gateway == ip("198.51.100.254"));
  CHECK(v4[0].hops.at(0).interface == kernel_routes::index("veth0"));
  CHECK(v4[1].metric == 200);
  CHECK_FALSE(v4[1].hops.at(0).gateway.has_value());
  const auto v6 = dump.take(family::v6);
  REQUIRE(v6.size() == 1);
  CHECK(v6[0].hops.at(0).gateway == ip("fe80::1%veth0"));
}

TEST_CASE("a default route over several hops, in both families") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(
      "route add default nexthop via 198.51.100.254 nexthop via 192.0.2.254\n"
      "route add ::/0 nexthop via fe80::1 dev veth0 nexthop via fe80::2 dev veth0\n");
  route::default_dump dump;
  run_anew(dump);
  CHECK(dump.take(family::v4).at(0).hops.size() == 2);
  const auto v6 = dump.take(family::v6);
  REQUIRE(v6.size() == 1);
  CHECK(v6[0].hops.size() == 2);
}

TEST_CASE("ten thousand routes take several bounded steps and are not kept") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(many_routes(10'000) + "route add default via 198.51.100.254\n");
  route::default_dump dump;
  CHECK(run_anew(dump) > 1);
  CHECK(dump.take(family::v4).size() == 1);
}

TEST_CASE("a dump that was given up half-way can be begun anew") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  kernel_routes::run(many_routes(10'000) + "route add default via 198.51.100.254\n");
  route::default_dump dump;
  REQUIRE(dump.begin().has_value());
  CHECK_FALSE(dump.step().value());
  run_anew(dump);
  CHECK(dump.take(family::v4).size() == 1);
}

TEST_CASE("more default routes than are of use are not kept") {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  std::string lines;
  for (int metric = 1; metric <= 200; ++metric)
    lines += "route add default dev test0 metric " + std::to_string(metric) + "\n";
  kernel_routes::run(lines);
  route::default_dump dump;
  run_anew(dump);
  const auto v4 = dump.take(family::v4);
  CHECK(v4.size() == route::ways::limit);
  CHECK(v4.at(0).metric == 1);
}

// The cost of a dump: unit_route --no-skip -tc="the cost of*" -s
TEST_CASE("the cost of a dump" * doctest::skip()) {
  if (!kernel_routes::possible()) return;
  const kernel_routes kernel;
  using clock = std::chrono::steady_clock;
  for (const int count : {0, 10'000, 50'000}) {
    kernel_routes::run(many_routes(count));
    route::default_dump dump;
    run_anew(dump);
    const auto begun = clock::now();
    REQUIRE(dump.begin().has_value());
    auto longest = clock::duration::zero();
    for (bool done = false; !done;) {
      const auto step = clock::now();
      done = dump.step().value();
      longest = std::max(longest, clock::now() - step);
    }
    const auto us = [](auto span) { return std::chrono::duration<double, std::micro>(span).count(); };
    MESSAGE(count, " routes: ", us(clock::now() - begun), " us, longest step ", us(longest), " us");
  }
}
