// SPDX-License-Identifier: Apache-2.0
// Input: family (even: v4), type, code, then what an ICMP error quotes. The packet around it is made here and is right,
// so that every mutation reaches the inner headers. The quote is also read as the frame of a send stamp.
#include "fuzz/input.hpp"
#include "fuzz/packet_checks.hpp"
#include "fuzz/target.hpp"
#include "support/packets.hpp"

using namespace reachd;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  const auto family = in.byte() % 2 == 0 ? core::family::v4 : core::family::v6;
  const int type = in.byte();
  const int code = in.byte();
  const wire::byte_span quote = in.rest();
  fuzz::check_frame(quote, family);
  const test::bytes message = test::icmp(type, code, test::bytes(4), test::bytes(quote.begin(), quote.end()));
  fuzz::check_packet(message, family, wire::framing::none);
  if (family == core::family::v6) return 0;
  const core::address router(in_addr{});
  fuzz::check_packet(test::ipv4(router, router, message), family, wire::framing::ipv4_header);
  return 0;
}
