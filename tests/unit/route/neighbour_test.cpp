// SPDX-License-Identifier: Apache-2.0
#include "route/neighbour.hpp"

#include <doctest/doctest.h>
#include <linux/neighbour.h>
#include <unistd.h>

#include "support/netlink_bytes.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using route::neighbour_state;
using test::attr;
using test::ip;
using test::n32;
using test::ndm;
using test::raw;

namespace {

/// struct nda_cacheinfo: confirmed, used, updated, references.
test::bytes ages(std::uint64_t confirmed) { return attr(NDA_CACHEINFO, n32(confirmed) + n32(1) + n32(2) + n32(3)); }
test::bytes gateway(int state) {
  return ndm(AF_INET, 5, state) + attr(NDA_DST, raw(ip("192.0.2.254"))) + attr(NDA_LLADDR, test::counting(6)) +
         ages(static_cast<std::uint64_t>(3 * ::sysconf(_SC_CLK_TCK)));
}

}  // namespace

TEST_CASE("a neighbour, its state and the time since it was there") {
  const auto one = route::parse_neighbour(gateway(NUD_REACHABLE));
  REQUIRE(one.has_value());
  CHECK(one->interface == 5);
  CHECK(one->address == ip("192.0.2.254"));
  CHECK(one->state == neighbour_state::reachable);
  CHECK(one->confirmed_ago == 3s);
}

TEST_CASE("every state has its name") {
  const auto name = [](int state) { return route::name_of(route::parse_neighbour(gateway(state))->state); };
  CHECK(name(NUD_NONE) == "none");
  CHECK(name(NUD_INCOMPLETE) == "incomplete");
  CHECK(name(NUD_REACHABLE) == "reachable");
  CHECK(name(NUD_STALE) == "stale");
  CHECK(name(NUD_DELAY) == "delay");
  CHECK(name(NUD_PROBE) == "probe");
  CHECK(name(NUD_FAILED) == "failed");
  CHECK(name(NUD_NOARP) == "noarp");
  CHECK(name(NUD_PERMANENT) == "permanent");
}

TEST_CASE("an IPv6 neighbour of the link carries its scope") {
  const auto one = route::parse_neighbour(ndm(AF_INET6, 5, NUD_STALE) + attr(NDA_DST, raw(ip("fe80::1"))));
  REQUIRE(one.has_value());
  CHECK(one->address == ip("fe80::1%5"));
  CHECK_FALSE(one->confirmed_ago.has_value());
}

TEST_CASE("ages of years are kept") {
  const auto one = route::parse_neighbour(ndm(AF_INET, 5, NUD_STALE) + attr(NDA_DST, raw(ip("192.0.2.1"))) + ages(~0u));
  CHECK(one->confirmed_ago == core::nanoseconds(1s) / ::sysconf(_SC_CLK_TCK) * ~0u);
}

TEST_CASE("what makes no sense is no neighbour") {
  const test::bytes address = attr(NDA_DST, raw(ip("192.0.2.1")));
  CHECK_FALSE(route::parse_neighbour(ndm(AF_INET, 5, NUD_STALE)).has_value());
  CHECK_FALSE(route::parse_neighbour(ndm(AF_INET, 0, NUD_STALE) + address).has_value());
  CHECK_FALSE(route::parse_neighbour(ndm(AF_INET6, 5, NUD_STALE) + address).has_value());
  CHECK_FALSE(route::parse_neighbour(ndm(AF_BRIDGE, 5, NUD_STALE) + address).has_value());
  const test::bytes short_ages = attr(NDA_CACHEINFO, test::counting(15));
  CHECK_FALSE(route::parse_neighbour(ndm(AF_INET, 5, NUD_STALE) + address + short_ages).has_value());
}

TEST_CASE("a neighbour that is cut short is none, but where an attribute ends behind its address") {
  const auto parses = [](const test::bytes& cut) { return route::parse_neighbour(cut).has_value(); };
  CHECK(test::accepted_prefixes(gateway(NUD_STALE), parses) == 1 + 3);
  std::size_t parsed = 0;
  test::with_wrong_bytes(gateway(NUD_STALE), [&](const test::bytes& wrong) { parsed += parses(wrong) ? 1 : 0; });
  CHECK(parsed > 0);
}
