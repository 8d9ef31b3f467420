// SPDX-License-Identifier: Apache-2.0
#include "daemon/program_log.hpp"

#include <doctest/doctest.h>

#include <cerrno>

#include "async/scheduler.hpp"
#include "options/exec.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;

namespace {

daemon::log quiet(config::log_level::error, config::log_format::logfmt);

core::probe_result ended_as(outcome what, int errno_value = 0) {
  core::probe_result how;
  how.outcome = what;
  how.errno_value = errno_value;
  return how;
}

probe::target_plan by(const char* program) {
  probe::target_plan plan;
  plan.name = "a target";
  plan.probe = options::kind::exec;
  plan.interval = plan.timeout = plan.retry = 1s;
  plan.asks = std::make_shared<const options::exec>(options::exec{.command = {program}});
  return plan;
}

struct fixture {
  async::scheduler clock{core::instant(1s)};
  daemon::crowd_log crowds;
  daemon::program_log programs{quiet, crowds};
  core::instant now{1s};

  bool says(const probe::target& of, const core::probe_result& how, const char* problem = "") {
    now += 2s;
    crowds.take(now);
    return programs.ended(of, how, problem, now);
  }
};

}  // namespace

TEST_CASE("a program that could not tell is said once, and again after it could") {
  fixture f;
  probe::target probed(f.clock, by("/usr/bin/check"), {3, 1});
  const auto unknown = ended_as(outcome::local_error, ENODATA);
  CHECK_FALSE(f.says(probed, ended_as(outcome::reply)));
  CHECK(f.says(probed, unknown, "exit status 3: who knows"));
  CHECK_FALSE(f.says(probed, unknown, "exit status 3: nobody"));
  CHECK_FALSE(f.says(probed, ended_as(outcome::stopped)));
  CHECK_FALSE(f.says(probed, unknown));
  CHECK_FALSE(f.says(probed, ended_as(outcome::lost)));
  CHECK(f.says(probed, unknown));
}

TEST_CASE("another problem, another program and another target are said") {
  fixture f;
  const auto missing = ended_as(outcome::local_error, ENOENT);
  probe::target probed(f.clock, by("/usr/bin/check"), {0, 1});
  CHECK(f.says(probed, missing));
  CHECK(f.says(probed, ended_as(outcome::local_error, EACCES)));
  CHECK(f.says(probed, ended_as(outcome::lost), "killed, and it has not ended"));
  CHECK_FALSE(f.says(probed, ended_as(outcome::lost), "killed, and it has not ended"));
  probe::target replaced(f.clock, by("/usr/bin/check"), {0, 2});
  CHECK(f.says(replaced, missing));
  replaced.asks = by("/usr/bin/other").asks;
  CHECK(f.says(replaced, missing));
  probe::target other(f.clock, by("/usr/bin/other"), {1, 1});
  CHECK(f.says(other, missing));
}

TEST_CASE("many at once are no more lines than a crowd is given") {
  fixture f;
  int said = 0;
  for (std::uint32_t index = 0; index < 100; ++index) {
    probe::target probed(f.clock, by("/nowhere"), {index, 1});
    said += f.programs.ended(probed, ended_as(outcome::local_error, ENOENT), "", f.now) ? 1 : 0;
  }
  CHECK(said == daemon::crowd_log::said_each_second);
}

TEST_CASE("the words tell what is to be done from what is to be waited for") {
  const auto words = [](outcome what, int errno_value, const char* problem = "") {
    return std::string(daemon::words_for_program(ended_as(what, errno_value), problem));
  };
  CHECK(words(outcome::local_error, ENODATA).starts_with("a program could not tell (UNKNOWN)"));
  CHECK(words(outcome::local_error, ENOENT).starts_with("a program could not be run"));
  CHECK(words(outcome::local_error, ECANCELED).starts_with("an answer could not be seen"));
  CHECK(words(outcome::lost, 0, "it hangs").starts_with("a program could not be killed"));
  CHECK(words(outcome::lost, 0).empty());
  CHECK(words(outcome::mismatch, 0, "exit status 2").empty());
}
