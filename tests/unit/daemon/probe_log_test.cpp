// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_log.hpp"

#include <doctest/doctest.h>
#include <sys/mman.h>

#include <array>
#include <string>

using namespace std::chrono_literals;
using reachd::core::outcome;
using reachd::core::probe_result;
using reachd::core::stamp_source;
using reachd::daemon::probe_line;
using reachd::daemon::probe_log;
using reachd::daemon::write_all;

TEST_CASE("a reply has its stamps and its round-trip time") {
  probe_result how;
  how.outcome = outcome::reply;
  how.rtt = 12'345ns;
  how.sent = reachd::core::wall_time(1'700'000'000s + 5ns);
  how.send_stamp = how.receive_stamp = stamp_source::kernel;
  CHECK(probe_line("gw \"1\"", 7, how) ==
        R"({"target":"gw \"1\"","seq":7,"sent_ns":1700000000000000005,"rtt_ns":12345,)"
        R"("outcome":"reply","stamps":"kernel/kernel"})"
        "\n");
}

TEST_CASE("a probe that got no reply has no round-trip time, one that was not sent no stamp") {
  probe_result how;
  how.outcome = outcome::local_error;
  how.rtt = 99ns;
  CHECK(probe_line("a", 1, how) ==
        R"({"target":"a","seq":1,"sent_ns":null,"rtt_ns":null,"outcome":"local_error","stamps":"none/none"})"
        "\n");
}

TEST_CASE("lines wait in order and are taken whole") {
  auto log = probe_log::open("/dev/null");
  REQUIRE(log.has_value());
  log->add("a", 1, {});
  log->add("b", 2, {});
  const std::string lines = log->take();
  CHECK(lines == probe_line("a", 1, {}) + probe_line("b", 2, {}));
  CHECK(log->take().empty());
  CHECK(log->dropped() == 0);
}

TEST_CASE("a file that cannot be opened is an error that names it") {
  const auto log = probe_log::open("/nonexistent/x.jsonl");
  REQUIRE_FALSE(log.has_value());
  CHECK(log.error().message().find("/nonexistent/x.jsonl") != std::string::npos);
  CHECK(log.error().message().find("ENOENT") != std::string::npos);
}

TEST_CASE("write_all writes everything, and says why it cannot") {
  const int fd = memfd_create("lines", MFD_CLOEXEC);
  REQUIRE(write_all(fd, "one\ntwo\n") == 0);
  std::array<char, 16> read{};
  CHECK(pread(fd, read.data(), read.size(), 0) == 8);
  close(fd);
  CHECK(write_all(-1, "x") == EBADF);
}
