// SPDX-License-Identifier: Apache-2.0
#include "probe/web_answer.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <map>

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using fetch::failure_kind;
using stats::reading_kind;

namespace {

fetch::response answer(long status, const std::string& body = "") {
  fetch::response out;
  out.status = status;
  out.http_version = "1.1";
  out.body = body;
  out.body_bytes = body.size();
  return out;
}

std::map<std::string, double> phases_of(const stats::readings& told) {
  std::map<std::string, double> out;
  for (const stats::reading& one : told.values) {
    CHECK(one.what == reading_kind::phase);
    CHECK(out.emplace(one.labels[0], one.value).second);
  }
  return out;
}

core::probe_result failed_as(failure_kind kind, int errno_value = 0) {
  fetch::failure why;
  why.kind = kind;
  why.errno_value = errno_value;
  return probe::describe_failure(why);
}

}  // namespace

TEST_CASE("a status is good when one of the ranges holds it, and the problem tells all of them") {
  options::http wanted;
  CHECK(probe::problem_of(answer(200), wanted).empty());
  CHECK(probe::problem_of(answer(299), wanted).empty());
  CHECK(probe::problem_of(answer(301), wanted) == "the status is 301, expected 200-299");
  wanted.status = {{200, 204}, {404, 404}};
  CHECK(probe::problem_of(answer(404), wanted).empty());
  CHECK(probe::problem_of(answer(205), wanted) == "the status is 205, expected 200-204 or 404");
}

TEST_CASE("a body must match, and the status is looked at before it") {
  options::http wanted;
  wanted.body_pattern = *match::pattern::compile("^all (is|was) well$");
  CHECK(probe::problem_of(answer(200, "all is well"), wanted).empty());
  CHECK(probe::problem_of(answer(200, "nothing"), wanted) == "the body does not match '^all (is|was) well$'");
  CHECK(probe::problem_of(answer(500, "nothing"), wanted).starts_with("the status"));
}

TEST_CASE("a body that was cut is too large, whatever is in it") {
  options::http wanted;
  wanted.max_bytes = 5;
  wanted.body_pattern = *match::pattern::compile("hello");
  auto got = answer(200, "hello");
  CHECK(probe::problem_of(got, wanted).empty());
  got.cut = true;
  CHECK(probe::problem_of(got, wanted) == "the body is larger than 5 bytes");
}

TEST_CASE("fields of a JSON body must have their values") {
  options::http wanted;
  wanted.json = {{.pointer = "/status", .value = "ok"}};
  CHECK(probe::problem_of(answer(200, R"({"status": "ok"})"), wanted).empty());
  for (const char* bad : {R"({"status": "down"})", "{}", "", "no JSON", "[1"}) {
    CAPTURE(bad);
    CHECK_FALSE(probe::problem_of(answer(200, bad), wanted).empty());
  }
}

TEST_CASE("an answer tells its status, version, size and redirects") {
  auto got = answer(404, "12345");
  stats::readings told;
  probe::add_answer(told, got, 2);
  std::map<reading_kind, double> values;
  for (const stats::reading& one : told.values) values[one.what] = one.value;
  CHECK(values == std::map<reading_kind, double>{{reading_kind::http_status, 404},
                                                 {reading_kind::http_version, 1.1},
                                                 {reading_kind::http_redirects, 2},
                                                 {reading_kind::http_body_bytes, 5}});
  got.http_version = "2";
  told.values.clear();
  probe::add_answer(told, got, 0);
  CHECK(told.values[1].value == 2);
}

TEST_CASE("phases of all hops are summed, and one that no hop has is not told") {
  fetch::phases sum;
  stats::readings told;
  probe::add_phases(told, sum, 0ns);
  CHECK(told.values.empty());
  probe::add_up(sum, {1s, 2s, 3s, 4s});  // https, which leads to
  probe::add_up(sum, {1s, 0s, 1s, 0s});  // http
  probe::add_phases(told, sum, 5s);
  CHECK(phases_of(told) ==
        std::map<std::string, double>{{"resolve", 5}, {"connect", 2}, {"tls", 2}, {"first_byte", 4}, {"transfer", 4}});
  stats::readings refused;
  probe::add_phases(refused, {1s, 0s, 0s, 0s}, 0ns);
  CHECK(phases_of(refused) == std::map<std::string, double>{{"connect", 1}});
  stats::readings in_one_piece;
  probe::add_phases(in_one_piece, {1s, 0s, 1s, 0s}, 0ns);
  CHECK(phases_of(in_one_piece).at("transfer") == 0);
}

TEST_CASE("a failed request ends as the outcome that says whom to blame") {
  CHECK(failed_as(failure_kind::refused, ECONNREFUSED).outcome == outcome::refused);
  CHECK(failed_as(failure_kind::silent, ETIMEDOUT).outcome == outcome::lost);
  CHECK(failed_as(failure_kind::unreachable, EHOSTUNREACH).outcome == outcome::unreachable);
  CHECK(failed_as(failure_kind::unreachable, EHOSTUNREACH).errno_value == EHOSTUNREACH);
  for (const auto kind : {failure_kind::tls, failure_kind::certificate, failure_kind::closed, failure_kind::protocol,
                          failure_kind::too_large, failure_kind::encoding}) {
    CAPTURE(name_of(kind));
    CHECK(failed_as(kind, ECONNRESET).outcome == outcome::mismatch);
    CHECK(failed_as(kind, ECONNRESET).errno_value == 0);
  }
}

TEST_CASE("what we could not do is a local error that always has an errno") {
  CHECK(failed_as(failure_kind::local, EMFILE).outcome == outcome::local_error);
  CHECK(failed_as(failure_kind::local, EMFILE).errno_value == EMFILE);
  CHECK(failed_as(failure_kind::local).errno_value == EINVAL);
}
