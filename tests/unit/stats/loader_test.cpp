// SPDX-License-Identifier: Apache-2.0
#include "stats/loader.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "stats/saver.hpp"

using namespace std::chrono_literals;
using reachd::core::address;
using reachd::stats::loader;
using reachd::stats::time_base;

namespace {

using bytes = std::vector<std::uint8_t>;

constexpr time_base base{reachd::core::instant(10s), reachd::core::wall_time(20s), reachd::core::instant(11s)};

struct values {
  std::uint64_t large = UINT64_MAX;
  std::uint8_t small = 255;
  double real = 0.1;
  reachd::core::nanoseconds span = 5s;
  reachd::core::wall_time wall{21s};
  address v4 = *address::parse("192.0.2.7");
  address v6 = *address::parse("2001:db8::7");
  reachd::core::icmp_cause cause{3, 13, *address::parse("192.0.2.254")};

  template <typename Self, typename Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.large, self.small, self.real, self.span, self.wall, self.v4, self.v6, self.cause);
  }
};

bytes saved(const values& some) {
  bytes out;
  reachd::stats::saver(out, base)(some);
  return out;
}

template <typename Value>
bool loads(const bytes& from) {
  loader given(from, base);
  Value value{};
  given(value);
  return given.done();
}

}  // namespace

TEST_CASE("what was saved is loaded") {
  const values wrote;
  const bytes file = saved(wrote);
  values read{0, 0, 0, {}, {}, {}, {}, {}};
  loader from(file, base);
  from(read);
  CHECK(from.done());
  CHECK(read.large == wrote.large);
  CHECK(read.small == wrote.small);
  CHECK(read.real == wrote.real);
  CHECK(read.span == wrote.span);
  CHECK(read.wall == wrote.wall);
  CHECK(read.v4 == wrote.v4);
  CHECK(read.v6 == wrote.v6);
  CHECK(read.cause.code == 13);
  CHECK(read.cause.sender == wrote.cause.sender);
}

TEST_CASE("cut short at every byte it fails and reads nothing beyond") {
  const bytes file = saved({});
  for (std::size_t size = 0; size < file.size(); ++size) {
    const bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));  // the sanitizer guards its end
    CHECK_FALSE(loads<values>(cut));
  }
}

TEST_CASE("a number that its type cannot hold is refused") {
  CHECK(loads<std::uint8_t>({0xff, 1}));
  CHECK_FALSE(loads<std::uint8_t>({0x80, 2}));
  CHECK_FALSE(loads<std::uint64_t>({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2}));
  CHECK_FALSE(loads<address>({5, 1, 2, 3, 4, 5}));
  // Durations and distances beyond what can be reckoned with.
  CHECK_FALSE(loads<reachd::core::nanoseconds>({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}));
  CHECK_FALSE(loads<reachd::core::instant>({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}));
}

TEST_CASE("a list is not longer than allowed, nor than what is left") {
  const auto count = [](const bytes& from) {
    std::vector<std::uint8_t> items;
    loader given(from, base);
    given.sequence(items, 3, [](auto& each, auto& one) { each(one); });
    return given.ok() ? static_cast<int>(items.size()) : -1;
  };
  CHECK(count({3, 1, 2, 3}) == 3);
  CHECK(count({3, 1, 2}) == -1);
  CHECK(count({4, 1, 2, 3, 4}) == -1);
  CHECK(count({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}) == -1);
}

TEST_CASE("once something is wrong, all that follows is nothing") {
  const bytes file{9, 1, 2};
  loader from(file, base);
  reachd::core::outcome how{};
  from.choice(how, reachd::core::outcome_count);
  CHECK_FALSE(from.ok());
  CHECK(how == reachd::core::outcome{});
  std::uint8_t next = 7;
  from(next);
  CHECK(next == 0);
  CHECK(from.text().empty());
}
