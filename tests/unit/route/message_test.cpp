// SPDX-License-Identifier: Apache-2.0
#include "route/message.hpp"

#include <doctest/doctest.h>

#include <cerrno>

#include "support/netlink_bytes.hpp"

using namespace reachd;
using test::n32;
using test::netlink;

namespace {

route::message only(const test::bytes& datagram) { return route::message_reader(datagram).next().value(); }

}  // namespace

TEST_CASE("a datagram of several messages is read to its end") {
  const test::bytes datagram = netlink(RTM_NEWROUTE, test::counting(5), 7, NLM_F_MULTI) +
                               netlink(RTM_NEWROUTE, test::counting(4), 7, NLM_F_MULTI) +
                               netlink(NLMSG_DONE, n32(0), 7, NLM_F_MULTI);
  route::message_reader reader(datagram);
  const auto first = reader.next();
  REQUIRE(first.has_value());
  CHECK(first->type == RTM_NEWROUTE);
  CHECK(first->flags == NLM_F_MULTI);
  CHECK(first->sequence == 7);
  CHECK(first->payload.size() == 5);
  CHECK(reader.next()->payload.size() == 4);
  CHECK(reader.next()->type == NLMSG_DONE);
  CHECK_FALSE(reader.next().has_value());
  CHECK_FALSE(reader.broken());
}

TEST_CASE("a message that is cut short anywhere is none") {
  const auto reads = [](const test::bytes& cut) { return route::message_reader(cut).next().has_value(); };
  CHECK(test::accepted_prefixes(netlink(RTM_NEWLINK, test::counting(8)), reads) == 0);
}

TEST_CASE("a length that cannot be true ends the datagram and is told") {
  for (const std::uint64_t length : {0, 1, 15, 21, 0x7fffffff}) {
    CAPTURE(length);
    const test::bytes good = netlink(RTM_NEWLINK, n32(1));
    test::bytes wrong = n32(length);
    wrong.insert(wrong.end(), good.begin() + 4, good.end());
    const test::bytes datagram = good + wrong;
    route::message_reader reader(datagram);
    CHECK(reader.next().has_value());
    CHECK_FALSE(reader.next().has_value());
    CHECK(reader.broken());
    CHECK_FALSE(reader.next().has_value());
  }
}

TEST_CASE("what closes an answer carries the kernel's error") {
  const auto closing = [](int type, const test::bytes& payload) {
    return route::closing_error(only(netlink(type, payload)));
  };
  const auto minus = [](int error) { return n32(static_cast<std::uint32_t>(-error)); };
  CHECK(closing(NLMSG_ERROR, minus(ENETUNREACH) + test::counting(16)) == ENETUNREACH);
  CHECK(closing(NLMSG_ERROR, n32(0)) == 0);
  CHECK(closing(NLMSG_ERROR, test::counting(3)) == EBADMSG);
  CHECK(closing(NLMSG_DONE, minus(ENOENT)) == ENOENT);
  CHECK(closing(NLMSG_DONE, n32(0)) == 0);
  CHECK(closing(NLMSG_DONE, {}) == 0);
  CHECK_FALSE(closing(RTM_NEWROUTE, n32(0)).has_value());
}
