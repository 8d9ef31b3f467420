// SPDX-License-Identifier: Apache-2.0
#include "stats/varint.hpp"

#include <doctest/doctest.h>

#include <random>

using reachd::stats::put_varint;
using reachd::stats::take_varint;

TEST_CASE("numbers come back, whatever their size, and each takes a byte for 7 bits") {
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> numbers = {0, 1, 127, 128, 16'383, 16'384, UINT64_MAX, UINT64_MAX - 1};
  for (int i = 0; i < 10'000; ++i) numbers.push_back(random() >> random() % 64);
  std::vector<std::uint8_t> bytes;
  for (const std::uint64_t number : numbers) put_varint(bytes, number);
  const std::uint8_t* at = bytes.data();
  for (const std::uint64_t number : numbers) {
    const std::uint8_t* const begin = at;
    REQUIRE(take_varint(at) == number);
    std::ptrdiff_t wanted = 1;
    for (std::uint64_t rest = number >> 7; rest > 0; rest >>= 7) ++wanted;
    REQUIRE(at - begin == wanted);
  }
  CHECK(at == bytes.data() + bytes.size());
}
