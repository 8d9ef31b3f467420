// SPDX-License-Identifier: Apache-2.0
#include "metrics/reading_samples.hpp"

#include <doctest/doctest.h>

#include <set>

#include "support/metrics_page.hpp"
#include "support/metrics_targets.hpp"

using namespace reachd;
using namespace reachd::test;
using metrics::target_family;
using stats::reading_kind;

namespace {

struct expected {
  reading_kind what;
  std::string_view family;
  std::array<std::string_view, 2> labels = {};
};
constexpr expected all[] = {
    {reading_kind::phase, "reachd_phase_seconds", {"phase"}},
    {reading_kind::http_status, "reachd_http_status_code"},
    {reading_kind::http_version, "reachd_http_version"},
    {reading_kind::http_redirects, "reachd_http_redirects"},
    {reading_kind::http_body_bytes, "reachd_http_body_bytes"},
    {reading_kind::tls_not_after, "reachd_tls_not_after_timestamp_seconds"},
    {reading_kind::tls_verified, "reachd_tls_verified", {"reason"}},
    {reading_kind::tls_expiring, "reachd_tls_expiring"},
    {reading_kind::exec_status, "reachd_exec_exit_status"},
    {reading_kind::exec_warning, "reachd_exec_warning"},
    {reading_kind::exec_perfdata, "reachd_exec_perfdata", {"label", "unit"}},
    {reading_kind::dns_rcode, "reachd_dns_rcode"},
    {reading_kind::dns_answers, "reachd_dns_answer_records"},
    {reading_kind::dns_ttl, "reachd_dns_answer_ttl_seconds"},
    {reading_kind::dns_serial, "reachd_dns_soa_serial"},
    {reading_kind::burst_loss, "reachd_burst_loss_ratio"},
};

std::string text_with(const stats::readings* told) {
  metrics::snapshot targets;
  const metrics::target_labels labels(metrics::shape_of(options::kind::exec), "t", "", {});
  auto kept = told != nullptr ? std::make_shared<const stats::readings>(*told) : nullptr;
  targets.add(labels, "192.0.2.1", fresh_series(), some_instant, kept);
  return page_of(targets);
}
std::vector<page_family> page_with(const stats::readings& told) { return parse_page(text_with(&told)); }

}  // namespace

TEST_CASE("every reading has a family of its own, with its labels") {
  static_assert(std::size(all) == stats::reading_kind_count);
  std::set<std::string_view> families;
  for (const expected& one : all) {
    CAPTURE(one.family);
    families.insert(one.family);
    stats::readings told;
    told.add(one.what, 2.5, one.labels[0].empty() ? "" : "first", one.labels[1].empty() ? "" : "second");
    const auto found = find_samples(page_with(told), std::string(one.family), {});
    REQUIRE(found.size() == 1);
    CHECK(found[0].text == "2.5");
    page_labels wanted = {{"target", "t"}, {"probe", "exec"}};
    if (!one.labels[0].empty()) wanted[std::string(one.labels[0])] = "first";
    if (!one.labels[1].empty()) wanted[std::string(one.labels[1])] = "second";
    CHECK(found[0].labels == wanted);
  }
  CHECK(families.size() == stats::reading_kind_count);
}

TEST_CASE("other families are no readings") {
  std::size_t readings = 0;
  for (std::size_t at = 0; at < metrics::target_family_count; ++at) {
    const bool is_reading = metrics::reading_samples_of(static_cast<target_family>(at)) != nullptr;
    if (is_reading) ++readings;
  }
  CHECK(readings == stats::reading_kind_count);
  CHECK(static_cast<bool>(metrics::reading_samples_of(target_family::phase)));
  CHECK_FALSE(static_cast<bool>(metrics::reading_samples_of(target_family::up)));
}

TEST_CASE("values of labels are escaped, and bytes that are no text are replaced") {
  stats::readings told;
  told.add(reading_kind::exec_perfdata, 1, "a\"b\\c\nd", "\xFF%");
  const std::string text = text_with(&told);
  CHECK(text.find("label=\"a\\\"b\\\\c\\nd\",unit=\"\xEF\xBF\xBD%\"} 1\n") != std::string::npos);
  CHECK(find_samples(parse_page(text), "reachd_exec_perfdata", {}).size() == 1);
}

TEST_CASE("of equal labels the first is written, also where they are equal only as written") {
  stats::readings told;
  told.add(reading_kind::exec_perfdata, 1, "load", "s");
  told.add(reading_kind::exec_perfdata, 2, "load", "s");
  told.add(reading_kind::exec_perfdata, 3, "load", "B");
  told.add(reading_kind::exec_perfdata, 4, "\xFF", "");
  told.add(reading_kind::exec_perfdata, 5, "\xFE", "");
  told.add(reading_kind::http_status, 200);
  told.add(reading_kind::http_status, 404);
  const auto said = page_with(told);  // which refuses a series that is there twice
  const auto load = find_samples(said, "reachd_exec_perfdata", {{"label", "load"}, {"unit", "s"}});
  REQUIRE(load.size() == 1);
  CHECK(load[0].text == "1");
  CHECK(find_samples(said, "reachd_exec_perfdata", {}).size() == 3);
  const auto status = find_samples(said, "reachd_http_status_code", {});
  REQUIRE(status.size() == 1);
  CHECK(status[0].text == "200");
}

TEST_CASE("without readings nothing is written") {
  const stats::readings empty;
  for (const std::string& text : {text_with(nullptr), text_with(&empty)}) {
    const auto said = parse_page(text);
    for (const expected& one : all) CHECK(find_samples(said, std::string(one.family), {}).empty());
  }
}
