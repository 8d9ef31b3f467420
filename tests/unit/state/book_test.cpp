// SPDX-License-Identifier: Apache-2.0
#include "state/book.hpp"

#include <doctest/doctest.h>

#include "state/layout.hpp"

using namespace std::chrono_literals;
using reachd::core::wall_time;
using namespace reachd::state;

namespace {

bytes small_file() {
  book_writer writer;
  writer.add("a", bytes{1, 2, 3});
  writer.add("", bytes{});
  head about;
  about.saved = {wall_time(1'700'000'000s), 5h, 77};
  about.stalled = {2, 3s};
  about.restarted = {1, 9s};
  return writer.seal(about);
}

std::string refusal(bytes file) {
  auto read = book::open(std::move(file));
  return read ? "" : read.error().message();
}

}  // namespace

TEST_CASE("what was sealed is read") {
  const auto read = book::open(small_file());
  REQUIRE(read.has_value());
  CHECK(read->about().saved.wall == wall_time(1'700'000'000s));
  CHECK(read->about().saved.since_boot == 5h);
  CHECK(read->about().saved.boot == 77);
  CHECK(read->about().stalled.count == 2);
  CHECK(read->about().restarted.lasted == 9s);
  CHECK(read->find("a")->size() == 3);
  CHECK(read->find("")->empty());
  CHECK_FALSE(read->find("b").has_value());
}

TEST_CASE("cut short at any byte, lengthened, or with any bit flipped it is refused") {
  const bytes whole = small_file();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(book::open(bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))).has_value());
  }
  bytes longer = whole;
  longer.push_back(0);
  CHECK_FALSE(book::open(longer).has_value());
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    bytes flipped = whole;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    CHECK_FALSE(book::open(flipped).has_value());
  }
}

TEST_CASE("the refusal says why") {
  CHECK(refusal({'h', 'e', 'l', 'l', 'o'}) == "it is no state file of reachd");
  CHECK(refusal({}) == "it is cut short");
  bytes newer = small_file();
  newer[layout::version_at + 3] = 99;
  CHECK(refusal(newer) == "it has version 99, and this program reads 1");
  bytes damaged = small_file();
  damaged.back() ^= 1U;
  CHECK(refusal(damaged) == "it is damaged: its checksum is wrong");
}

TEST_CASE("a body that lies under a right checksum is refused too") {
  const bytes whole = small_file();
  const bytes body(whole.begin() + layout::body_at, whole.end());
  CHECK(refusal(seal_body(body)).empty());
  for (std::size_t size = 0; size < body.size(); ++size) {
    CHECK(refusal(seal_body(std::span(body).first(size))) == "it is damaged: its records are wrong");
  }
  book_writer twice;
  twice.add("a", bytes{1});
  twice.add("a", bytes{2});
  CHECK(refusal(twice.seal({})) == "it is damaged: its records are wrong");
}
