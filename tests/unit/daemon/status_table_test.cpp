// SPDX-License-Identifier: Apache-2.0
#include "daemon/status_table.hpp"

#include <doctest/doctest.h>

#include <string>

using reachd::daemon::status_table;

namespace {

std::string answer(const std::string& config, const std::string& targets) {
  return R"({"version":"1","config":)" + config + R"(,"states":{"down":1,"paused":0,"up":2},"targets":[)" + targets +
         "]}";
}

constexpr const char* good = R"({"file":"a.yaml","good":true,"errors":""})";

}  // namespace

TEST_CASE("a line of counts, then one line a target, in columns") {
  const std::string shown = status_table(answer(good, R"(
    {"name":"gw","address":"192.0.2.1","state":"down","since":"2026-01-01T00:00:00.000Z","rtt_seconds":null,
     "loss":0.25},
    {"name":"längst","address":null,"state":"up","since":null,"rtt_seconds":0.0123,"loss":null})"));
  CHECK(shown ==
        "1 down, 2 up\n\n"
        "STATE  TARGET  ADDRESS    RTT        LOSS 1m  SINCE\n"
        "down   gw      192.0.2.1  -          25.0 %   2026-01-01T00:00:00.000Z\n"
        "up     längst  -          12.300 ms  -        -\n");
}

TEST_CASE("a refused configuration is told before the table; without targets there is none") {
  const std::string shown =
      status_table(answer(R"({"file":"a.yaml","good":false,"errors":"a.yaml:1:1: error: x\n"})", ""));
  CHECK(shown == "1 down, 2 up\nThe configuration was refused; the one before is running:\na.yaml:1:1: error: x\n");
}

TEST_CASE("a name commands no terminal and leaves no line") {
  const std::string shown = status_table(
      answer(good, R"({"name":"a\u001b[31m\nb","address":null,"state":"up","since":null,"rtt_seconds":1,"loss":0})"));
  CHECK(shown.find('\x1b') == std::string::npos);
  CHECK(shown.find("a?[31m?b") != std::string::npos);
}

TEST_CASE("what is no answer of ours is shown as it is") {
  CHECK(status_table("oops") == "oops");
  CHECK(status_table("{}") == "{}");
}
