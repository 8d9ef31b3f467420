// SPDX-License-Identifier: Apache-2.0
#include "metrics/target_samples.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <locale>
#include <sstream>

#include "support/metrics_page.hpp"
#include "support/metrics_targets.hpp"

using namespace std::chrono_literals;
using namespace reachd::metrics;
using namespace reachd::test;
using reachd::core::outcome;
using reachd::stats::state;

namespace {

using page = std::vector<page_family>;

page page_with(const reachd::stats::series& numbers, const probe_kind& kind = shape_of(reachd::options::kind::icmp)) {
  snapshot targets;
  targets.add(target_labels(kind, "t", "g", {}), "192.0.2.1", numbers, some_instant);
  return parse_page(page_of(targets));
}

/// The text of the only sample with this name and these labels; "absent" where there is none.
std::string only(const page& from, std::string_view name, const page_labels& with = {}) {
  const auto found = find_samples(from, name, with);
  REQUIRE(found.size() <= 1);
  return found.empty() ? "absent" : found[0].text;
}

}  // namespace

TEST_CASE("le labels are the edges as a C++ stream and Go print them") {
  for (std::size_t i = 0; i < reachd::stats::classic_edges; ++i) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(std::numeric_limits<double>::max_digits10 - 1);
    text << reachd::core::to_seconds(reachd::stats::classic_edge(i));
    CHECK(le_values[i] == text.str());
  }
  CHECK(le_values.back() == "+Inf");
}

TEST_CASE("up is written for the two verdicts only, and state always says which one holds") {
  const struct {
    state now;
    std::string_view up;
  } cases[] = {{state::unknown, "absent"},
               {state::up, "1"},
               {state::down, "0"},
               {state::unresolved, "absent"},
               {state::paused, "absent"}};
  for (const auto& each : cases) {
    CAPTURE(name_of(each.now));
    const page said = page_with(fresh_series(each.now));
    CHECK(only(said, "reachd_up") == each.up);
    for (const std::string_view name : reachd::stats::state_names) {
      CHECK(only(said, "reachd_state", {{"state", std::string(name)}}) == (name == name_of(each.now) ? "1" : "0"));
    }
  }
}

TEST_CASE("a fresh target has its counters at 0 and no gauge that would have to lie") {
  const page said = page_with(fresh_series());
  for (const auto name : {"reachd_probes_sent_total", "reachd_probes_in_flight", "reachd_probes_skipped_total",
                          "reachd_rtt_seconds_sum", "reachd_rtt_seconds_count", "reachd_state_changes_total"}) {
    CAPTURE(name);
    CHECK(only(said, name) == "0");
  }
  for (const auto name : {"reachd_up", "reachd_rtt_last_seconds", "reachd_jitter_seconds",
                          "reachd_last_state_change_timestamp_seconds", "reachd_tcp_syn_retransmits_total"}) {
    CAPTURE(name);
    CHECK(only(said, name) == "absent");
  }
}

TEST_CASE("the outcomes and errnos of a kind are there from 0 on") {
  const page icmp = page_with(fresh_series());
  const page tcp = page_with(fresh_series(), shape_of(reachd::options::kind::tcp));
  CHECK(find_samples(icmp, "reachd_probes_ended_total").size() == 5);
  CHECK(find_samples(tcp, "reachd_probes_ended_total").size() == 7);
  CHECK(only(icmp, "reachd_probes_ended_total", {{"outcome", "refused"}}) == "absent");
  CHECK(only(tcp, "reachd_probes_ended_total", {{"outcome", "refused"}}) == "0");
  CHECK(only(icmp, "reachd_local_errors_total", {{"errno", "EPERM"}}) == "0");
  CHECK(only(icmp, "reachd_local_errors_total", {{"errno", "EMFILE"}}) == "absent");
  CHECK(only(tcp, "reachd_local_errors_total", {{"errno", "EMFILE"}}) == "0");
  CHECK(only(tcp, "reachd_tcp_syn_retransmits_total") == "0");
}

TEST_CASE("what a kind should not have is written once it occurred") {
  auto numbers = fresh_series();
  probe_once(numbers, outcome::refused);
  probe_once(numbers, outcome::local_error, {}, EPERM);
  probe_once(numbers, outcome::local_error, {}, EIO);
  probe_once(numbers, outcome::local_error, {}, 4095);
  const page said = page_with(numbers);
  CHECK(only(said, "reachd_probes_ended_total", {{"outcome", "refused"}}) == "1");
  CHECK(only(said, "reachd_local_errors_total", {{"errno", "EPERM"}}) == "1");
  CHECK(only(said, "reachd_local_errors_total", {{"errno", "EIO"}}) == "1");
  CHECK(only(said, "reachd_local_errors_total", {{"errno", "E4095"}}) == "1");
}

TEST_CASE("the histogram is cumulative, and +Inf equals the count") {
  auto numbers = fresh_series();
  for (const auto rtt : {40us, 50us, 51us, 100us, 30'000'000us}) probe_once(numbers, outcome::reply, rtt);
  const page said = page_with(numbers);
  const auto bucket = [&](const char* le) { return only(said, "reachd_rtt_seconds_bucket", {{"le", le}}); };
  CHECK(bucket("5e-05") == "2");
  CHECK(bucket("0.0001") == "4");
  CHECK(bucket("26.2144") == "4");
  CHECK(bucket("+Inf") == "5");
  CHECK(only(said, "reachd_rtt_seconds_count") == "5");
  CHECK(only(said, "reachd_rtt_seconds_sum") == "30.000241");
}

TEST_CASE("the time of the last change stays when the counters begin anew") {
  auto numbers = fresh_series();
  probe_once(numbers, outcome::reply, 10ms);
  std::vector<std::uint8_t> kept;
  const reachd::stats::time_base base{some_instant, some_time, some_instant};
  reachd::stats::saver to(kept, base);
  numbers.save(to);
  auto after = fresh_series();
  reachd::stats::loader from(kept, base);
  REQUIRE(after.load(from, {.missed = 0, .now = some_time, .has_address = true, .killed = true}));
  const page said = page_with(after);
  CHECK(only(said, "reachd_state_changes_total") == "0");
  CHECK(std::stod(only(said, "reachd_last_state_change_timestamp_seconds")) == 1'700'000'000);
}

TEST_CASE("gauges of a target that is up, and the time of its change") {
  auto numbers = fresh_series();
  probe_once(numbers, outcome::reply, 10ms);
  probe_once(numbers, outcome::reply, 26ms);
  page said = page_with(numbers);
  CHECK(only(said, "reachd_rtt_last_seconds") == "0.026");
  CHECK(only(said, "reachd_jitter_seconds") == "0.001");
  CHECK(only(said, "reachd_state_changes_total") == "1");
  CHECK(std::stod(only(said, "reachd_last_state_change_timestamp_seconds")) == 1'700'000'000);
  for (int i = 0; i < 3; ++i) probe_once(numbers, outcome::lost);
  numbers.go_down(reachd::core::wall_time(1'700'000'001s));
  said = page_with(numbers);
  CHECK(only(said, "reachd_up") == "0");
  CHECK(only(said, "reachd_rtt_last_seconds") == "absent");
  CHECK(only(said, "reachd_jitter_seconds") == "absent");
}

TEST_CASE("late replies and duplicates are counted for echoes, from 0 on, with the round-trip times of the late ones") {
  auto numbers = fresh_series();
  const auto expect = [&](const char* late, const char* seconds, const char* duplicate) {
    const page said = page_with(numbers);
    CHECK(only(said, "reachd_replies_late_total") == late);
    CHECK(only(said, "reachd_replies_late_rtt_seconds_total") == seconds);
    CHECK(only(said, "reachd_replies_duplicate_total") == duplicate);
  };
  expect("0", "0", "0");
  numbers.late(1500ms, {});
  numbers.late(750ms, {});
  numbers.duplicate({});
  expect("2", "2.25", "1");
  const page tcp = page_with(fresh_series(), shape_of(reachd::options::kind::tcp));
  for (const auto name :
       {"reachd_replies_late_total", "reachd_replies_late_rtt_seconds_total", "reachd_replies_duplicate_total"}) {
    CHECK(only(tcp, name) == "absent");
  }
}

TEST_CASE("the figures of the last minute and the TTL, absent without a reply") {
  auto numbers = fresh_series();
  probe_once(numbers, outcome::lost);
  page said = page_with(numbers);
  for (const char* name : {"reachd_rtt_min_seconds", "reachd_delay_variation_seconds", "reachd_reply_ttl"}) {
    CHECK(only(said, name) == "absent");
  }
  CHECK(only(said, "reachd_reply_ttl_changes_total") == "0");
  for (const auto& [rtt, ttl] : {std::pair{10ms, 64}, std::pair{30ms, 64}, std::pair{20ms, 57}}) {
    reachd::core::probe_result ended;
    ended.outcome = outcome::reply;
    ended.rtt = rtt;
    ended.ttl = static_cast<std::uint8_t>(ttl);
    numbers.begin();
    numbers.record(ended, some_time, some_instant);
  }
  said = page_with(numbers);
  const auto minute = [&](const char* name) { return only(said, name, {{"window", "1m"}}); };
  CHECK(minute("reachd_rtt_min_seconds") == "0.01");
  CHECK(minute("reachd_rtt_max_seconds") == "0.03");
  CHECK(minute("reachd_delay_variation_seconds") == "0.02");
  CHECK(std::stod(minute("reachd_rtt_stddev_seconds")) == doctest::Approx(0.00816497));
  CHECK(only(said, "reachd_reply_ttl") == "57");
  CHECK(only(said, "reachd_reply_ttl_changes_total") == "1");
}

TEST_CASE("SYN retransmits are counted for tcp") {
  auto numbers = fresh_series();
  reachd::core::probe_result ended;
  ended.syn_retransmits = 2;
  numbers.begin();
  numbers.record(ended, some_time, some_instant);
  CHECK(only(page_with(numbers, shape_of(reachd::options::kind::tcp)), "reachd_tcp_syn_retransmits_total") == "2");
}

TEST_CASE("the info of a target is 1 and carries address and group") {
  const page said = page_with(fresh_series());
  CHECK(only(said, "reachd_target_info", {{"target", "t"}, {"address", "192.0.2.1"}, {"group", "g"}}) == "1");
}
