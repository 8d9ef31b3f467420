// SPDX-License-Identifier: Apache-2.0
#include "probe/handshake_time.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <cerrno>

#include "core/unique_fd.hpp"
#include "support/stream_pair.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;

namespace {

/// One end of a connection on loopback, whose round-trip time is some microseconds.
struct connected {
  uv::loop loop;
  test::stream_pair ends = loop.run(test::make_stream_pair(loop));
  int fd() const { return ends.client.fd(); }
};

/// No TCP, so the kernel knows nothing of it.
struct no_tcp {
  core::unique_fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
};

}  // namespace

TEST_CASE("a connection has the kernel's time, however late it was seen") {
  const connected with;
  for (const core::nanoseconds elapsed : {core::nanoseconds(1ms), core::nanoseconds(1h)}) {
    const auto how = probe::describe_connection(with.fd(), elapsed, 5s);
    CHECK(how.outcome == outcome::reply);
    CHECK(how.rtt > 0ns);
    CHECK(how.rtt < 5s);
    CHECK(how.receive_stamp == core::stamp_source::kernel);
    CHECK(how.syn_retransmits == 0);
  }
}

TEST_CASE("a handshake that took longer than the timeout is lost") {
  const connected with;
  const auto how = probe::describe_connection(with.fd(), 1ms, 1ns);
  CHECK(how.outcome == outcome::lost);
  CHECK(how.rtt == 0ns);
}

TEST_CASE("without the kernel's word it is the time until the connection was seen") {
  const no_tcp with;
  REQUIRE(with.fd);
  const auto how = probe::describe_connection(with.fd.get(), 3s, 5s);
  CHECK(how.outcome == outcome::reply);
  CHECK(how.rtt == 3s);
  CHECK(how.receive_stamp == core::stamp_source::user);
  CHECK(probe::describe_connection(with.fd.get(), 5s, 5s).outcome == outcome::reply);
  CHECK(probe::describe_connection(with.fd.get(), 6s, 5s).outcome == outcome::lost);
}

TEST_CASE("where a jiffy decides and nobody can say, it is our own error") {
  const no_tcp with;
  for (const core::nanoseconds elapsed : {core::nanoseconds(5s + 1ns), core::nanoseconds(5s + 10ms)}) {
    const auto how = probe::describe_connection(with.fd.get(), elapsed, 5s);
    CHECK(how.outcome == outcome::local_error);
    CHECK(how.errno_value == ECANCELED);
  }
  CHECK(probe::describe_connection(with.fd.get(), 5s + 10ms + 1ns, 5s).outcome == outcome::lost);
}
