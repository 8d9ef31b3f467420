// SPDX-License-Identifier: Apache-2.0
#include "stats/time_base.hpp"

#include <doctest/doctest.h>

#include "stats/loader.hpp"
#include "stats/saver.hpp"

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::wall_time;
using reachd::stats::time_base;

namespace {

/// An instant as the next process reads it.
instant carried(instant at, const time_base& saved, const time_base& read) {
  std::vector<std::uint8_t> bytes;
  reachd::stats::saver(bytes, saved)(at);
  instant there{};
  reachd::stats::loader(bytes, read)(there);
  return there;
}

constexpr time_base saved{instant(100h), wall_time(50'000h), {}};

}  // namespace

TEST_CASE("an instant keeps its distance from the save, on whatever scale the next process has") {
  CHECK(carried(instant(99h), saved, {instant(200h), wall_time(50'000h), instant(201h)}) == instant(199h));
  // The machine was started anew: what was is before its first moment.
  CHECK(carried(instant(99h), saved, {instant(-10min), wall_time(50'000h), instant(1min)}) == instant(-70min));
}

TEST_CASE("none stays none, and what would become none does not") {
  CHECK(carried({}, saved, {instant(200h), {}, instant(201h)}) == instant{});
  CHECK(carried(instant(99h), saved, {instant(1h), {}, instant(2h)}) == instant(-1ns));
}

TEST_CASE("nothing is in the future, also what happened while the state was copied") {
  CHECK(carried(instant(100h + 5ms), saved, {instant(200h), {}, instant(201h)}) == instant(200h + 5ms));
  CHECK(carried(instant(100h + 5ms), saved, {instant(200h), {}, instant(200h)}) == instant(200h));
}
