// SPDX-License-Identifier: Apache-2.0
#include "icmp/send_control.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>

#include <cstring>
#include <map>

using namespace reachd;

namespace {

/// (level, type) and value of each control message.
std::map<std::pair<int, int>, int> read(const icmp::send_control& control) {
  std::map<std::pair<int, int>, int> out;
  msghdr message = control.message();
  for (cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
    REQUIRE(one->cmsg_len == CMSG_LEN(sizeof(int)));
    std::memcpy(&out[{one->cmsg_level, one->cmsg_type}], CMSG_DATA(one), sizeof(int));
  }
  return out;
}

}  // namespace

TEST_CASE("each family has its own messages, and what is 0 has none") {
  using both = std::map<std::pair<int, int>, int>;
  CHECK(read({core::family::v4, 9, 184}) == both{{{SOL_IP, IP_TTL}, 9}, {{SOL_IP, IP_TOS}, 184}});
  CHECK(read({core::family::v6, 255, 4}) == both{{{SOL_IPV6, IPV6_HOPLIMIT}, 255}, {{SOL_IPV6, IPV6_TCLASS}, 4}});
  CHECK(read({core::family::v4, 0, 184}) == both{{{SOL_IP, IP_TOS}, 184}});
  CHECK(read({core::family::v6, 1, 0}) == both{{{SOL_IPV6, IPV6_HOPLIMIT}, 1}});
  CHECK(read({core::family::v4, 0, 0}).empty());
}
