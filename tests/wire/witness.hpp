// SPDX-License-Identifier: Apache-2.0
// Is told what hosts are asked and what they answer, at the moment. Role: how a forger learns what is worth forging.
#pragma once

#include "wire/packet.hpp"

namespace reachd::test_wire {

class witness {
 public:
  /// `packet` is the echo request that `request` was read from.
  virtual void requested(const icmp_packet& request, byte_view packet) = 0;

  /// A true reply has left, and nothing that is sent from now on arrives before it.
  virtual void replied(byte_view reply) = 0;

 protected:
  ~witness() = default;
};

}  // namespace reachd::test_wire
