// SPDX-License-Identifier: Apache-2.0
#include "state/book_writer.hpp"

#include <doctest/doctest.h>

#include "state/book.hpp"

using reachd::state::book;
using reachd::state::book_writer;
using reachd::state::bytes;

TEST_CASE("many records, small and large, are found again") {
  book_writer writer;
  const auto value_of = [](std::size_t n) { return bytes(n % 97 == 0 ? 100'000 : n % 300, std::uint8_t(n)); };
  for (std::size_t n = 0; n < 2000; ++n) writer.add("target " + std::to_string(n), value_of(n));
  CHECK(writer.size() == 2000);
  const auto read = book::open(writer.seal({}));
  REQUIRE(read.has_value());
  CHECK(read->size() == 2000);
  for (std::size_t n = 0; n < 2000; ++n) {
    const auto found = read->find("target " + std::to_string(n));
    REQUIRE(found.has_value());
    CHECK(bytes(found->begin(), found->end()) == value_of(n));
  }
}
