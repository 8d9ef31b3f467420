// SPDX-License-Identifier: Apache-2.0
#include "stats/saver.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::stats::saver;
using reachd::stats::zigzag;

namespace {

using bytes = std::vector<std::uint8_t>;

template <typename... Values>
bytes saved(const Values&... values) {
  bytes out;
  saver(out, {reachd::core::instant(10s), reachd::core::wall_time(20s), {}})(values...);
  return out;
}

struct pair_of_numbers {
  std::uint32_t first = 3;
  std::uint16_t second = 300;
  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.first, self.second);
  }
};

}  // namespace

TEST_CASE("small distances to either side are small numbers") {
  CHECK(zigzag(0) == 0);
  CHECK(zigzag(-1) == 1);
  CHECK(zigzag(1) == 2);
  CHECK(zigzag(INT64_MIN) == UINT64_MAX);
}

TEST_CASE("numbers are varints, and a class is its members") {
  CHECK(saved(std::uint64_t{5}, std::uint64_t{300}) == bytes{5, 0xac, 2});
  CHECK(saved(pair_of_numbers{}) == bytes{3, 0xac, 2});
}

TEST_CASE("times are distances from the base, one more for the epoch's sake") {
  CHECK(saved(reachd::core::instant{}) == bytes{0});
  CHECK(saved(reachd::core::instant(10s)) == bytes{1});
  CHECK(saved(reachd::core::wall_time(20s - 2ns)) == bytes{5});
  CHECK(saved(reachd::core::nanoseconds(7)) == bytes{7});
}

TEST_CASE("an address takes what its family needs") {
  CHECK(saved(*reachd::core::address::parse("192.0.2.1")) == bytes{4, 192, 0, 2, 1});
  CHECK(saved(*reachd::core::address::parse("2001:db8::1")).size() == 18);
  CHECK(saved(reachd::core::icmp_cause{}) == bytes{0});
}

TEST_CASE("lists and texts say how long they are") {
  bytes out;
  saver to(out, {});
  to.sequence(std::vector<std::uint8_t>{7, 8}, 9, [](auto& each, auto& one) { each(one); });
  to.text("ab");
  CHECK(out == bytes{2, 7, 8, 2, 'a', 'b'});
}
