// SPDX-License-Identifier: Apache-2.0
#include "metrics/snapshot.hpp"

#include <doctest/doctest.h>

#include "support/metrics_targets.hpp"

using namespace std::chrono_literals;
using namespace reachd::metrics;
using namespace reachd::test;
using reachd::core::outcome;

namespace {

void add_numbered(snapshot& targets, int number, const reachd::stats::series& numbers) {
  targets.add(target_labels(shape_of(reachd::options::kind::icmp), "t" + std::to_string(number), "", {}), "192.0.2.1",
              numbers, some_instant);
}

}  // namespace

TEST_CASE("a row holds what the series said, and its labels") {
  auto numbers = fresh_series();
  probe_once(numbers, outcome::reply, 3ms);
  probe_once(numbers, outcome::local_error, {}, ENOBUFS);
  numbers.begin();
  numbers.skip(2, some_time, some_instant);
  numbers.late(4s, some_instant);
  numbers.duplicate(some_instant);
  numbers.duplicate(some_instant);
  snapshot targets;
  targets.add(target_labels(shape_of(reachd::options::kind::icmp), "a", "g", {}), "fe80::1%e\"h", numbers,
              some_instant);
  const snapshot_chunk& chunk = targets.chunks().front();
  const target_row& row = chunk.rows.front();
  CHECK(chunk.identity(row) == R"(target="a",probe="icmp")");
  CHECK(chunk.info(row) == R"(target="a",probe="icmp",address="fe80::1%e\"h",group="g")");
  CHECK(row.kind == &shape_of(reachd::options::kind::icmp));
  CHECK(row.sent == 3);
  CHECK(row.in_flight == 1);
  CHECK(row.skipped == 2);
  CHECK(row.late == 1);
  CHECK(row.late_rtt_sum == 4s);
  CHECK(row.duplicates == 2);
  CHECK(row.rtt_last == numbers.rtt_last());
  CHECK(row.rtt_counts[6] == 1);
  CHECK(row.state_changes == numbers.state_changes());
  REQUIRE(chunk.local_errors(row).size() == 1);
  CHECK(chunk.local_errors(row)[0] == errno_count(ENOBUFS, 1));
}

TEST_CASE("a target without an address has no address label") {
  snapshot targets;
  targets.add(target_labels(shape_of(reachd::options::kind::tcp), "a", "", {}), "", fresh_series(), some_instant);
  const snapshot_chunk& chunk = targets.chunks().front();
  CHECK(chunk.info(chunk.rows.front()) == chunk.identity(chunk.rows.front()));
}

TEST_CASE("the numbers are those of the moment of adding, whatever becomes of the target") {
  snapshot targets;
  {
    auto numbers = fresh_series();
    probe_once(numbers, outcome::lost);
    add_numbered(targets, 1, numbers);
    probe_once(numbers, outcome::lost);
  }
  CHECK(targets.chunks().front().rows.front().sent == 1);
  CHECK(targets.chunks().front().identity(targets.chunks().front().rows.front()) == R"(target="t1",probe="icmp")");
}

TEST_CASE("thousands of targets keep their order, labels and errors across chunks") {
  std::mt19937 random(1);
  snapshot targets;
  std::vector<std::size_t> errors;
  for (int i = 0; i < 3'000; ++i) {
    const auto numbers = random_series(shape_of(reachd::options::kind::icmp), random);
    errors.push_back(numbers.local_errors().size());
    add_numbered(targets, i, numbers);
  }
  CHECK(targets.size() == 3'000);
  std::size_t at = 0;
  for (const snapshot_chunk& chunk : targets.chunks()) {
    for (const target_row& row : chunk.rows) {
      REQUIRE(chunk.identity(row) == "target=\"t" + std::to_string(at) + "\",probe=\"icmp\"");
      REQUIRE(chunk.local_errors(row).size() == errors[at]);
      ++at;
    }
  }
  CHECK(at == 3'000);
}

TEST_CASE("a cleared snapshot is empty and can be filled again, also with fewer targets") {
  snapshot targets;
  for (int i = 0; i < 600; ++i) add_numbered(targets, i, fresh_series());
  targets.clear();
  CHECK(targets.size() == 0);
  CHECK(targets.chunks().empty());
  add_numbered(targets, 7, fresh_series());
  CHECK(targets.size() == 1);
  REQUIRE(targets.chunks().size() == 1);
  CHECK(targets.chunks().front().identity(targets.chunks().front().rows.front()) == R"(target="t7",probe="icmp")");
}
