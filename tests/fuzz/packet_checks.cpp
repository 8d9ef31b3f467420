// SPDX-License-Identifier: Apache-2.0
#include "fuzz/packet_checks.hpp"

#include <algorithm>
#include <array>

#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "wire/icmp_echo.hpp"
#include "wire/icmp_error.hpp"

namespace reachd::fuzz {
namespace {

void check_identity(byte_span payload) {
  const auto identity = wire::load_identity(payload);
  require(identity.has_value() == (payload.size() >= 16), "an identity takes 16 bytes and no more");
  if (!identity) return;
  std::array<std::byte, wire::echo_identity::size> again{};
  wire::store_identity(again, *identity);
  require(std::equal(again.begin(), again.end(), payload.begin()), "an identity is stored as it was loaded");
}

void check_echo(const wire::parsed<wire::echo_view>& got, const std::optional<echo_header>& wanted, byte_span packet) {
  require(got.has_value() == wanted.has_value(), "an echo is seen if and only if it is there");
  if (!got) return;
  require(is_inside(got->payload, packet), "the payload is part of the packet");
  require(got->ident == wanted->ident && got->sequence == wanted->sequence, "ident and sequence are those of the echo");
  require(got->payload.data() == wanted->payload.data() && got->payload.size() == wanted->payload.size(),
          "the payload is that of the echo");
  check_identity(got->payload);
}

void check_error(const wire::icmp_message& message) {
  const auto got = wire::parse_icmp_error(message);
  const auto wanted = quoted_in(message.bytes, message.family);
  require(got.has_value() == wanted.has_value(), "a quoted request is seen if and only if it is there");
  if (!got) return;
  require(got->type == message.type && got->code == message.code, "type and code are those of the error");
  require(got->destination == wanted->destination, "the destination is that of the quoted packet");
  check_echo(got->quoted, wanted->request, message.bytes);
}

}  // namespace

void check_packet(byte_span packet, core::family family, wire::framing around) {
  const auto message = wire::parse_icmp(packet, family, around);
  std::optional<byte_span> wanted;
  if (around == wire::framing::ipv4_header) {
    wanted = icmp_in_ipv4(packet);
  } else if (packet.size() >= 8) {
    wanted = packet;
  }
  require(message.has_value() == wanted.has_value(), "a message is seen if and only if it is there");
  check_echo(wire::parse_echo_request(packet, family), request_in(packet, family), packet);
  if (!message) return;
  require(message->bytes.data() == wanted->data() && message->bytes.size() == wanted->size(),
          "the message is that of the packet");
  require(message->family == family && message->type == wire::load_u8(*wanted, 0) &&
              message->code == wire::load_u8(*wanted, 1),
          "type and code are those of the message");
  check_echo(wire::parse_echo_reply(*message), reply_in(*wanted, family), packet);
  check_error(*message);
}

void check_frame(byte_span frame, core::family family) {
  const auto request = wire::parse_looped_request(frame, family);
  if (!request) return;
  require(is_inside(request->payload, frame), "the looped request is part of its frame");
  const std::size_t header = static_cast<std::size_t>(request->payload.data() - frame.data());
  const std::size_t least = family == core::family::v4 ? 28 : 48;
  require(header >= least, "an IP and an ICMP header stand before the looped payload");
  const byte_span echo = frame.subspan(header - 8, 8 + request->payload.size());
  check_echo(request, request_in(echo, family), frame);
}

}  // namespace reachd::fuzz
