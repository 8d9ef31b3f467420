// SPDX-License-Identifier: Apache-2.0
#include "daemon/reporter.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "async/scheduler.hpp"
#include "core/unique_fd.hpp"

using namespace std::chrono_literals;
using reachd::core::outcome;
using reachd::core::probe_result;
using reachd::daemon::reason_of;

namespace {

/// What `call` writes to standard error.
template <typename Call>
std::string said_by(Call call) {
  std::FILE* const written = std::tmpfile();
  REQUIRE(written != nullptr);
  const reachd::core::unique_fd before(::dup(STDERR_FILENO));
  ::dup2(::fileno(written), STDERR_FILENO);
  call();
  std::fflush(stderr);
  ::dup2(before.get(), STDERR_FILENO);
  std::string text(static_cast<std::size_t>(std::ftell(written)), '\0');
  std::rewind(written);
  text.resize(std::fread(text.data(), 1, text.size(), written));
  std::fclose(written);
  return text;
}

std::ptrdiff_t lines_with(const std::string& what, const std::string& text) {
  std::ptrdiff_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("the reason of a change says how the probe ended, and who said so") {
  probe_result how;
  how.outcome = outcome::lost;
  CHECK(reason_of(&how) == "lost");
  how.outcome = outcome::local_error;
  how.errno_value = EPERM;
  CHECK(reason_of(&how) == "local_error EPERM");
  how.outcome = outcome::unreachable;
  how.errno_value = EHOSTUNREACH;
  CHECK(reason_of(&how) == "unreachable EHOSTUNREACH");
  how.cause = {3, 1, *reachd::core::address::parse("192.0.2.254")};
  CHECK(reason_of(&how) == "unreachable: ICMP type 3 code 1 from 192.0.2.254");
  CHECK(reason_of(nullptr) == "not measured");
}

TEST_CASE("the reason of a change says what is wrong with the answer") {
  probe_result how;
  how.outcome = outcome::mismatch;
  CHECK(reason_of(&how) == "mismatch");
  CHECK(reason_of(&how, "the status is 503, expected 200-299") == "mismatch: the status is 503, expected 200-299");
  how.outcome = outcome::local_error;
  how.errno_value = ENOENT;
  CHECK(reason_of(&how, "p cannot be started") == "local_error ENOENT: p cannot be started");
}

TEST_CASE("an ICMP error about an earlier probe of the row is told with the silence of the last") {
  namespace daemon = reachd::daemon;
  daemon::log out(reachd::config::log_level::info, reachd::config::log_format::logfmt);
  reachd::async::scheduler clock{reachd::core::instant(1h)};
  daemon::reporter told(out, clock, nullptr);
  reachd::probe::target_plan plan;
  plan.name = plan.host = "192.0.2.1";
  plan.interval = plan.timeout = plan.retry = 1s;
  reachd::probe::target far(clock, plan, {.index = 0, .generation = 1});
  probe_result how;
  how.outcome = outcome::unreachable;
  how.cause = {3, 1, *reachd::core::address::parse("192.0.2.254")};
  how.sent_at = clock.now();
  far.series.begin();
  far.series.record(how, {}, clock.now());
  how = {};
  far.series.begin();
  far.series.record(how, {}, clock.now());
  reachd::probe::target_observer& observer = told;
  using reachd::stats::state;
  const std::string text = said_by([&] {
    observer.state_changed(far, {state::up, state::down, reachd::stats::change_reason::failed}, &how);
  });
  CHECK(lines_with("lost; before that ICMP type 3 code 1 from 192.0.2.254", text) == 1);
}

TEST_CASE("a probe that left was sent: it is its answer that we could not see") {
  probe_result how;
  how.outcome = outcome::local_error;
  how.errno_value = ENOBUFS;
  CHECK(reachd::daemon::words_for(how).starts_with("a probe could not be sent"));
  how.sent_at = reachd::core::instant(std::chrono::seconds(5));
  CHECK(reachd::daemon::words_for(how).starts_with("an answer could not be seen"));
}

TEST_CASE("addresses of a name that come and go in crowds are a few lines and a count") {
  namespace daemon = reachd::daemon;
  daemon::log out(reachd::config::log_level::info, reachd::config::log_format::logfmt);
  reachd::async::scheduler clock{reachd::core::instant(1h)};
  daemon::reporter told(out, clock, nullptr);
  reachd::probe::target_observer& observer = told;
  const auto part = *reachd::core::address::parse("192.0.2.1");
  const std::string text = said_by([&] {
    for (int times = 0; times < 64; ++times) {
      observer.part_added("db", part);
      observer.part_removed("db", part);
      observer.parts_left_out("db", 7);
    }
    reachd::async::scope crowds(clock.ready());
    crowds.spawn(told.say_crowds());
    clock.turn(reachd::core::instant(1h));
    clock.turn(reachd::core::instant(1h + 2s));
    crowds.request_stop();
    clock.turn(reachd::core::instant(1h + 2s));
  });
  CAPTURE(text);
  CHECK(lines_with("msg=\"address added\" target=db address=192.0.2.1\n", text) == 5);
  CHECK(lines_with("msg=\"address removed\"", text) == 5);
  CHECK(lines_with("msg=\"a name has more addresses than are probed\"", text) == 5);
  CHECK(lines_with("msg=\"more of the same\" what=\"address added\" count=59\n", text) == 1);
  CHECK(lines_with("count=59\n", text) == 3);
}
