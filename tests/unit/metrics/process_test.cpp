// SPDX-License-Identifier: Apache-2.0
#include "metrics/process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "core/unique_fd.hpp"

using namespace reachd::metrics;
using namespace std::chrono_literals;

namespace {

std::string stat_line(const std::string& name) {
  return "42 (" + name + ") S 1 42 42 0 -1 4194560 500 0 0 0 30 12 0 0 20 0 5 0 700 1000000 250 18446744073709551615 1";
}

}  // namespace

TEST_CASE("a stat line is read field by field, whatever the program is called") {
  const auto tick = std::chrono::nanoseconds(1s) / ::sysconf(_SC_CLK_TCK);
  for (const std::string name : {"reachd", "a b", "x) S 9 9 (y", ""}) {
    CAPTURE(name);
    const auto numbers = parse_process_stat(stat_line(name));
    REQUIRE(numbers.has_value());
    CHECK(numbers->cpu == 42 * tick);
    CHECK(numbers->threads == 5);
    CHECK(numbers->started_after_boot == 700 * tick);
    CHECK(numbers->virtual_bytes == 1'000'000);
    CHECK(numbers->resident_bytes == 250 * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
  }
}

TEST_CASE("a text that is no stat line is refused") {
  CHECK_FALSE(parse_process_stat("").has_value());
  CHECK_FALSE(parse_process_stat("42 (reachd) S 1 2 3").has_value());
  CHECK_FALSE(parse_process_stat("42 reachd S 1").has_value());
  std::string bad = stat_line("reachd");
  bad.replace(bad.find("1000000"), 7, "1e6");
  CHECK_FALSE(parse_process_stat(bad).has_value());
}

TEST_CASE("this process is alive and has started before now") {
  const auto numbers = read_process();
  REQUIRE(numbers.has_value());
  CHECK(numbers->threads >= 1);
  CHECK(numbers->resident_bytes > 0);
  CHECK(numbers->virtual_bytes >= numbers->resident_bytes);
  const auto started = read_start_time();
  REQUIRE(started.has_value());
  CHECK(started->time_since_epoch() > 0s);
}

TEST_CASE("a descriptor more is counted as one more") {
  const auto before = count_open_fds();
  REQUIRE(before.has_value());
  const reachd::core::unique_fd more(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  REQUIRE(more.get() >= 0);
  CHECK(count_open_fds() == *before + 1);
  if (const auto limit = max_fds()) CHECK(*limit > *before);
}
