// SPDX-License-Identifier: Apache-2.0
#include "icmp/message_batch.hpp"

#include <doctest/doctest.h>

#include <cerrno>

#include "core/unique_fd.hpp"
#include "support/packets.hpp"

using namespace reachd;

namespace {

struct datagram_pair {
  core::unique_fd near, far;
  datagram_pair() {
    int ends[2] = {-1, -1};
    REQUIRE(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    near.reset(ends[0]);
    far.reset(ends[1]);
  }
  void send(const test::bytes& data) { REQUIRE(::send(near.get(), data.data(), data.size(), 0) >= 0); }
};

}  // namespace

TEST_CASE_FIXTURE(datagram_pair, "messages come one by one, cut to the buffer, and the queue's end is EAGAIN") {
  icmp::message_batch batch(16);
  send(test::counting(10));
  send(test::counting(100, 50));
  REQUIRE(batch.receive(far.get(), 0) == 2);
  CHECK(batch.message(0).bytes.size() == 10);
  CHECK(batch.message(0).bytes[9] == std::byte{9});
  CHECK(batch.message(1).bytes.size() == 16);
  CHECK(batch.message(1).bytes[0] == std::byte{50});
  CHECK_FALSE(batch.message(0).error.has_value());
  CHECK(batch.message(0).stamp == core::wall_time{});
  CHECK(batch.receive(far.get(), 0) == -1);
  CHECK(errno == EAGAIN);
}

TEST_CASE_FIXTURE(datagram_pair, "nothing of an earlier batch is left in the next") {
  icmp::message_batch batch(64);
  send(test::counting(40));
  REQUIRE(batch.receive(far.get(), 0) == 1);
  send({});
  REQUIRE(batch.receive(far.get(), 0) == 1);
  CHECK(batch.message(0).bytes.empty());
}

TEST_CASE("a UDP message on loopback gives the sender's address, and its TTL where that was asked for") {
  const core::unique_fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  auto self = core::endpoint{.address = test::ip("127.0.0.1"), .port = 0}.to_socket_address();
  REQUIRE(::bind(fd.get(), self.get(), self.length) == 0);
  REQUIRE(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&self.storage), &self.length) == 0);
  const auto sent = [&] { return ::sendto(fd.get(), "x", 1, 0, self.get(), self.length) == 1; };
  REQUIRE(sent());
  icmp::message_batch batch(64);
  REQUIRE(batch.receive(fd.get(), 0) == 1);
  CHECK(batch.message(0).name == test::ip("127.0.0.1"));
  CHECK(batch.message(0).ttl == 0);
  const int on = 1, ttl = 33;
  REQUIRE(::setsockopt(fd.get(), SOL_IP, IP_RECVTTL, &on, sizeof on) == 0);
  REQUIRE(::setsockopt(fd.get(), SOL_IP, IP_TTL, &ttl, sizeof ttl) == 0);
  REQUIRE(sent());
  REQUIRE(batch.receive(fd.get(), 0) == 1);
  CHECK(batch.message(0).ttl == 33);
}

TEST_CASE_FIXTURE(datagram_pair, "of large messages fewer come at once, and none is lost") {
  icmp::message_batch large(66'000);
  for (int count = 0; count < 40; ++count) send(test::counting(10));
  int got = 0;
  for (int count = large.receive(far.get(), 0); count > 0; count = large.receive(far.get(), 0)) {
    CHECK(count <= 15);
    got += count;
  }
  CHECK(got == 40);
}
