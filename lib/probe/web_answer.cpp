// SPDX-License-Identifier: Apache-2.0
#include "probe/web_answer.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "probe/veil.hpp"

namespace reachd::probe {
namespace {

using enum stats::reading_kind;

std::string shown(const options::status_range& range) {
  const std::string least = std::to_string(range.least);
  return range.least == range.most ? least : least + "-" + std::to_string(range.most);
}

std::string status_problem(long status, const options::http& wanted) {
  std::string expected;
  for (const options::status_range& range : wanted.status) {
    expected.append(expected.empty() ? "" : " or ").append(shown(range));
  }
  return "the status is " + std::to_string(status) + ", expected " + expected;
}

}  // namespace

bool status_fits(const fetch::response& got, const options::http& wanted) {
  return std::ranges::any_of(wanted.status, [&got](const auto& range) { return range.contains(got.status); });
}

std::string problem_of(const fetch::response& got, const options::http& wanted) {
  if (!status_fits(got, wanted)) return status_problem(got.status, wanted);
  if (got.cut) return "the body is larger than " + std::to_string(wanted.max_bytes) + " bytes";
  if (wanted.body_pattern && !wanted.body_pattern->found_in(got.body)) {
    return "the body does not match '" + wanted.body_pattern->text() + "'";
  }
  if (wanted.json.empty()) return {};
  return match::mismatch_in(got.body, wanted.json).value_or("");
}

std::string judge(fetch::response& got, const options::http& wanted) {
  std::string problem = problem_of(got, wanted);
  if (problem.empty()) return problem;
  const veil over(wanted);
  // The problem may show a piece of the body, so it is found once more in what is left of that.
  if (over.hide(got.body)) {
    std::string again = problem_of(got, wanted);
    if (!again.empty()) problem = std::move(again);
  }
  over.hide(problem);
  return problem;
}

void add_answer(stats::readings& to, const fetch::response& got, unsigned redirects) {
  double version = 0;
  std::from_chars(got.http_version.data(), got.http_version.data() + got.http_version.size(), version);
  to.add(http_status, static_cast<double>(got.status));
  to.add(http_version, version);
  to.add(http_redirects, redirects);
  to.add(http_body_bytes, static_cast<double>(got.body_bytes));
}

void add_phases(stats::readings& to, const fetch::phases& sum, core::nanoseconds lookups) {
  const auto add = [&to](std::string_view name, core::nanoseconds length) {
    if (length > core::nanoseconds::zero()) to.add(phase, core::to_seconds(length), name);
  };
  add("resolve", lookups);
  add("connect", sum.connect);
  add("tls", sum.tls);
  add("first_byte", sum.first_byte);
  // What came in one piece was transferred in no time, which is a time.
  if (sum.first_byte > core::nanoseconds::zero()) to.add(phase, core::to_seconds(sum.transfer), "transfer");
}

void add_up(fetch::phases& sum, const fetch::phases& more) {
  sum.connect += more.connect;
  sum.tls += more.tls;
  sum.first_byte += more.first_byte;
  sum.transfer += more.transfer;
}

core::probe_result describe_failure(const fetch::failure& why) {
  using enum fetch::failure_kind;
  core::probe_result how;
  how.outcome = core::outcome::mismatch;
  if (why.kind == refused) how.outcome = core::outcome::refused;
  if (why.kind == silent) how.outcome = core::outcome::lost;
  if (why.kind == unreachable) how.outcome = core::outcome::unreachable;
  if (why.kind == local) how.outcome = core::outcome::local_error;
  if (why.kind == local || why.kind == unreachable) how.errno_value = why.errno_value;
  if (why.kind == local && why.errno_value == 0) how.errno_value = EINVAL;
  return how;
}

}  // namespace reachd::probe
