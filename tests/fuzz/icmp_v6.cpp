// SPDX-License-Identifier: Apache-2.0
// Input: a packet as an ICMPv6 socket gives it. It is also read as the frame of a send stamp.
#include <span>

#include "fuzz/packet_checks.hpp"
#include "fuzz/target.hpp"

using namespace reachd;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto packet = std::as_bytes(std::span(data, size));
  fuzz::check_packet(packet, core::family::v6, wire::framing::none);
  fuzz::check_frame(packet, core::family::v6);
  return 0;
}
