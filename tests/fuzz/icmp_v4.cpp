// SPDX-License-Identifier: Apache-2.0
// Input: a packet as a raw IPv4 socket gives it. It is also read as a ping socket would give it, as the frame of a send
// stamp, and once more with its checksum put right, which no mutation would find by itself.
#include "fuzz/packet_checks.hpp"
#include "fuzz/target.hpp"
#include "support/packets.hpp"

using namespace reachd;

namespace {

void check(wire::byte_span packet) {
  fuzz::check_packet(packet, core::family::v4, wire::framing::ipv4_header);
  fuzz::check_packet(packet, core::family::v4, wire::framing::none);
  fuzz::check_frame(packet, core::family::v4);
}

/// The same packet with a right checksum, if it has the place for one.
test::bytes repaired(wire::byte_span packet) {
  test::bytes out(packet.begin(), packet.end());
  if (packet.empty()) return out;
  const std::size_t header = std::size_t{4} * (wire::load_u8(packet, 0) & 15);
  const std::size_t end = packet.size() < 4 ? 0 : wire::load_u16(packet, 2);
  if (end > packet.size() || end < header + 4) return out;
  wire::store_u16(out, header + 2, 0);
  const auto message = std::span(out).subspan(header, end - header);
  wire::store_u16(out, header + 2, test::checksum_of(test::bytes(message.begin(), message.end())));
  return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto packet = std::as_bytes(std::span(data, size));
  check(packet);
  check(repaired(packet));
  return 0;
}
