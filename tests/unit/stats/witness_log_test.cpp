// SPDX-License-Identifier: Apache-2.0
#include "stats/witness_log.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::core::nanoseconds;
using reachd::core::outcome;
using reachd::core::probe_result;
using reachd::stats::testimony;
using reachd::stats::witness_log;

namespace {

probe_result result(outcome how, nanoseconds sent) {
  probe_result ended;
  ended.outcome = how;
  ended.sent_at = instant(sent);
  return ended;
}

/// One probe a second from 1 s on, by its letter: `.` answered, `x` lost, `e` not sent, `-` in flight still.
witness_log seen(std::string_view letters) {
  witness_log out;
  for (std::uint64_t number = 1; number <= letters.size(); ++number) {
    out.begin(number, instant(1s * static_cast<int>(number)));
  }
  for (std::uint64_t number = 1; number <= letters.size(); ++number) {
    const nanoseconds sent = 1s * static_cast<int>(number);
    const char letter = letters[number - 1];
    if (letter == '.') out.end(number, result(outcome::reply, sent), instant(sent));
    if (letter == 'x') out.end(number, result(outcome::lost, sent), instant(sent));
    if (letter == 'e') out.end(number, result(outcome::local_error, 0s), instant(sent));
  }
  return out;
}

testimony about(std::string_view letters, nanoseconds first, nanoseconds last) {
  return seen(letters).about(instant(first), instant(last), instant(last + 2s));
}

}  // namespace

TEST_CASE("a witness that answered after the last failure is good") {
  CHECK(about("......", 3s, 5s) == testimony::good);
  CHECK(about(".....", 3s, 5s) == testimony::good);
}

TEST_CASE("a witness that has not answered a probe from after the last failure cannot say yet") {
  CHECK(about("....", 3s, 5s) == testimony::pending);
  CHECK(about("", 3s, 5s) == testimony::pending);
  CHECK(about(".....x", 3s, 7s) == testimony::pending);
}

TEST_CASE("one lost probe of a witness is chance, two in a row are silence") {
  CHECK(about("...x..", 3s, 5s) == testimony::good);
  CHECK(about("....xx", 3s, 5s) == testimony::bad);
  CHECK(about("..x.x.", 3s, 5s) == testimony::good);
  CHECK(seen("...x").failed_in_a_row() == 1);
  CHECK_FALSE(seen("...x").is_silent());
  CHECK(seen("..xx").is_silent());
  CHECK(seen("..xx").last_failed() == instant(4s));
}

TEST_CASE("a silence that ended within the time counts, although the witness answers again") {
  CHECK(about("..xx..", 3s, 6s) == testimony::bad);
  CHECK(about("..xx..", 5s, 6s) == testimony::bad);   // the first answer after it was sent at 5 s
  CHECK(about(".xx...", 5s, 6s) == testimony::good);  // it was over at 4 s
}

TEST_CASE("a reply does not outrun the probes that are still in flight: they may have been a silence") {
  CHECK(about("..--.", 3s, 5s) == testimony::pending);
  CHECK(about("..---.", 3s, 5s) == testimony::pending);
  CHECK(about("..x-.", 3s, 5s) == testimony::pending);
  CHECK(about("..-.-.", 3s, 5s) == testimony::good);  // each of them would be chance
  CHECK(about("--....", 5s, 6s) == testimony::good);  // and that was before
  CHECK(about(".....-", 3s, 5s) == testimony::good);
  witness_log log = seen("..---.");
  for (const std::uint64_t number : {3, 4}) {
    log.end(number, result(outcome::lost, 1s * static_cast<int>(number)), instant(8s));
  }
  CHECK(log.about(instant(3s), instant(5s), instant(8s)) == testimony::bad);
  CHECK_FALSE(log.is_silent());
  log.end(5, result(outcome::lost, 5s), instant(9s));
  CHECK(log.about(instant(3s), instant(5s), instant(9s)) == testimony::bad);
  CHECK(log.last_reply() == instant(6s));
  witness_log answered = seen("..---.");
  for (const std::uint64_t number : {4, 3, 5}) {
    answered.end(number, result(outcome::reply, 1s * static_cast<int>(number)), instant(8s));
  }
  CHECK(answered.about(instant(3s), instant(5s), instant(9s)) == testimony::good);
}

TEST_CASE("a silence that is older than the time does not matter, however late it is known") {
  witness_log log = seen(".---...");
  CHECK(log.about(instant(6s), instant(7s), instant(7s)) == testimony::good);
  for (const std::uint64_t number : {2, 3, 4})
    log.end(number, result(outcome::lost, 1s * static_cast<int>(number)), {});
  CHECK(log.about(instant(6s), instant(7s), instant(7s)) == testimony::good);
  CHECK(log.about(instant(5s), instant(7s), instant(7s)) == testimony::bad);
}

TEST_CASE("what a witness could not measure is no silence: it is waited for, and not for ever") {
  CHECK(about("...e..", 3s, 5s) == testimony::good);
  CHECK(about("....ee", 3s, 5s) == testimony::pending);
  CHECK(about("...xexe", 3s, 5s) == testimony::bad);
  const witness_log log = seen("....eeee");
  CHECK(log.failed_in_a_row() == 0);
  CHECK(log.about(instant(3s), instant(6s), instant(15s)) == testimony::pending);
  CHECK(log.about(instant(3s), instant(6s), instant(16s)) == testimony::good);
  witness_log skipping = seen("....");
  skipping.skipped(instant(20s));
  skipping.skipped(instant(29s));
  CHECK(skipping.about(instant(3s), instant(6s), instant(29s)) == testimony::pending);
  CHECK(skipping.about(instant(3s), instant(6s), instant(30s)) == testimony::good);
  skipping.begin(5, instant(30s));
  skipping.end(5, result(outcome::lost, 30s), instant(31s));
  CHECK(skipping.about(instant(3s), instant(6s), instant(40s)) == testimony::pending);
}

TEST_CASE("what was stopped says nothing, and what did not begin here is ignored") {
  witness_log log = seen("..-");
  log.end(3, result(outcome::stopped, 3s), instant(4s));
  log.end(2, result(outcome::lost, 2s), instant(4s));
  log.end(9, result(outcome::lost, 9s), instant(4s));
  CHECK(log.failed_in_a_row() == 0);
  log.begin(20, instant(5s));
  log.end(20, result(outcome::reply, 5s), instant(5s));
  CHECK(log.about(instant(3s), instant(5s), instant(5s)) == testimony::good);
}
