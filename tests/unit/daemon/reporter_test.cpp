// SPDX-License-Identifier: Apache-2.0
#include "daemon/reporter.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using reachd::core::outcome;
using reachd::core::probe_result;
using reachd::daemon::reason_of;

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

TEST_CASE("a probe that left was sent: it is its answer that we could not see") {
  probe_result how;
  how.outcome = outcome::local_error;
  how.errno_value = ENOBUFS;
  CHECK(reachd::daemon::words_for(how).starts_with("a probe could not be sent"));
  how.sent_at = reachd::core::instant(std::chrono::seconds(5));
  CHECK(reachd::daemon::words_for(how).starts_with("an answer could not be seen"));
}
