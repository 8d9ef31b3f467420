// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition.hpp"

#include <doctest/doctest.h>

#include "metrics/names.hpp"
#include "support/metrics_page.hpp"
#include "support/metrics_targets.hpp"

using namespace reachd::metrics;
using namespace reachd::test;

namespace {

/// One of each kind.
std::shared_ptr<const reachd::stats::readings> every_reading() {
  reachd::stats::readings told;
  for (std::size_t at = 0; at < reachd::stats::reading_kind_count; ++at) {
    told.add(static_cast<reachd::stats::reading_kind>(at), 1, "label", "second");
  }
  return std::make_shared<const reachd::stats::readings>(std::move(told));
}

/// Targets of two kinds with random pasts, every seventh with a name that needs escaping, every eleventh with readings.
snapshot random_targets(int count, unsigned seed) {
  std::mt19937 random(seed);
  snapshot targets;
  for (int i = 0; i < count; ++i) {
    const probe_kind& kind = i % 3 == 0 ? shape_of(reachd::options::kind::tcp) : shape_of(reachd::options::kind::icmp);
    const std::string name = "host" + std::to_string(i) + (i % 7 == 0 ? "\"\\\n\xFF{},=" : "");
    targets.add(target_labels(kind, name, i % 2 == 0 ? "even" : "", {}), "2001:db8::1", random_series(kind, random),
                some_instant, i % 11 == 0 ? every_reading() : nullptr);
  }
  return targets;
}

double sum_of(const std::vector<page_sample>& samples) {
  double sum = 0;
  for (const page_sample& sample : samples) sum += sample.value;
  return sum;
}

}  // namespace

TEST_CASE("no targets, no page") {
  const snapshot none;
  std::string piece = "left over";
  exposition source(none);
  CHECK_FALSE(source.next(piece));
  CHECK(piece.empty());
}

TEST_CASE("the families come in the order of the table, each with its HELP and TYPE, targets in order") {
  const auto page = parse_page(page_of(random_targets(100, 1)));
  REQUIRE(page.size() == target_family_count);
  for (std::size_t i = 0; i < page.size(); ++i) {
    CHECK(page[i].name == target_families[i].name);
    CHECK(page[i].help == target_families[i].help);
    CHECK(page[i].type == name_of(target_families[i].type));
  }
  const auto sent = find_samples(page, "reachd_probes_sent_total");
  REQUIRE(sent.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) CHECK(sent[i].labels.at("target").starts_with("host" + std::to_string(i)));
}

TEST_CASE("a family that applies to no target is left out") {
  snapshot targets;
  targets.add(target_labels(shape_of(reachd::options::kind::icmp), "t", "", {}), "", fresh_series(), some_instant);
  const std::string page = page_of(targets);
  CHECK(page.find("reachd_tcp_syn_retransmits_total") == std::string::npos);
  CHECK(page.find("reachd_up") == std::string::npos);
  CHECK(parse_page(page).size() == target_family_count - 10 - reachd::stats::reading_kind_count);
}

TEST_CASE("the page is the same whatever the size of its pieces, and pieces are bounded") {
  const snapshot targets = random_targets(300, 2);
  const std::string whole = page_of(targets, std::size_t{1} << 30);
  for (const std::size_t size : {std::size_t{1}, std::size_t{777}, std::size_t{64 * 1024}, exposition::usual_piece}) {
    CAPTURE(size);
    CHECK(page_of(targets, size) == whole);
    exposition source(targets, size);
    for (std::string piece; source.next(piece);) {
      REQUIRE_FALSE(piece.empty());
      REQUIRE(piece.size() < size + 4096);
      REQUIRE(piece.back() == '\n');
    }
  }
}

TEST_CASE("after the last piece there is none, however often one asks") {
  const snapshot targets = random_targets(3, 4);
  exposition source(targets);
  std::string piece;
  CHECK(source.next(piece));
  CHECK_FALSE(source.next(piece));
  CHECK_FALSE(source.next(piece));
  CHECK(piece.empty());
}

TEST_CASE("for each target, sent is the sum of ended and in flight, and local errors agree") {
  const auto page = parse_page(page_of(random_targets(50, 3)));
  for (const page_sample& sent : find_samples(page, "reachd_probes_sent_total")) {
    const page_labels target = {{"target", sent.labels.at("target")}};
    const double ended = sum_of(find_samples(page, "reachd_probes_ended_total", target));
    CHECK(sent.value == ended + sum_of(find_samples(page, "reachd_probes_in_flight", target)));
    const page_labels failed_here = {{"target", target.at("target")}, {"outcome", "local_error"}};
    CHECK(sum_of(find_samples(page, "reachd_local_errors_total", target)) ==
          sum_of(find_samples(page, "reachd_probes_ended_total", failed_here)));
    const page_labels replied = {{"target", target.at("target")}, {"outcome", "reply"}};
    CHECK(sum_of(find_samples(page, "reachd_rtt_seconds_count", target)) ==
          sum_of(find_samples(page, "reachd_probes_ended_total", replied)));
  }
}

TEST_CASE("a page of 10,000 targets is well-formed") {
  const auto page = parse_page(page_of(random_targets(10'000, 5)));
  CHECK(page.size() == target_family_count);
  CHECK(page.back().samples.size() == 10'000);
}
