// SPDX-License-Identifier: Apache-2.0
// How an echo request leaves. Role: what differs from one request to the next of the same run: the lane (one socket)
// and what its packet is like. A value that goes along with each echo; what is 0 is as usual.
#pragma once

#include <cstdint>

namespace reachd::icmp {

struct egress {
  std::uint16_t lane = 0;          // from pinger::add_lane(); 0: the one of the destination's family
  std::uint16_t payload_size = 0;  // bytes
  std::uint8_t ttl = 0;            // hop limit
  std::uint8_t traffic_class = 0;  // the octet that was TOS: DSCP and two bits of ECN

  bool operator==(const egress&) const = default;
};

}  // namespace reachd::icmp
