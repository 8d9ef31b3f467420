// SPDX-License-Identifier: Apache-2.0
#include "fuzz/oracle.hpp"

#include <algorithm>
#include <cstring>

#include "support/packets.hpp"

namespace reachd::fuzz {
namespace {

unsigned at(byte_span bytes, std::size_t index) { return std::to_integer<unsigned>(bytes[index]); }
unsigned two_at(byte_span bytes, std::size_t index) { return at(bytes, index) * 256 + at(bytes, index + 1); }

core::address address_at(byte_span bytes, std::size_t index, core::family family) {
  if (family == core::family::v4) {
    in_addr v4{};
    std::memcpy(&v4, bytes.data() + index, 4);
    return core::address(v4);
  }
  in6_addr v6{};
  std::memcpy(&v6, bytes.data() + index, 16);
  return core::address(v6);
}

/// What follows an IP header, cut to the length that the header gives; more may be announced than is there.
struct ip_content {
  byte_span bytes;
  unsigned protocol;
  std::size_t announced;  // with the header
  bool beginning;
  core::address destination;
};

std::optional<ip_content> content_of_ipv4(byte_span packet) {
  if (packet.size() < 20 || at(packet, 0) / 16 != 4) return std::nullopt;
  const std::size_t header = at(packet, 0) % 16 * 4;
  const std::size_t announced = two_at(packet, 2);
  if (header < 20 || announced < header || packet.size() < header) return std::nullopt;
  const std::size_t present = std::min(announced, packet.size());
  return ip_content{packet.subspan(header, present - header), at(packet, 9), announced, two_at(packet, 6) % 8192 == 0,
                    address_at(packet, 16, core::family::v4)};
}

std::optional<ip_content> content_of_ipv6(byte_span packet) {
  if (packet.size() < 40 || at(packet, 0) / 16 != 6) return std::nullopt;
  const std::size_t announced = 40 + two_at(packet, 4);
  const std::size_t present = std::min(announced, packet.size());
  return ip_content{packet.subspan(40, present - 40), at(packet, 6), announced, true,
                    address_at(packet, 24, core::family::v6)};
}

std::optional<echo_header> echo_in(byte_span message, unsigned type) {
  if (message.size() < 8 || at(message, 0) != type) return std::nullopt;
  return echo_header{static_cast<std::uint16_t>(two_at(message, 4)), static_cast<std::uint16_t>(two_at(message, 6)),
                     message.subspan(8)};
}

}  // namespace

std::optional<byte_span> icmp_in_ipv4(byte_span packet) {
  const auto content = content_of_ipv4(packet);
  if (!content || content->protocol != 1 || content->announced > packet.size()) return std::nullopt;
  if (content->bytes.size() < 8) return std::nullopt;
  if (test::checksum_of(test::bytes(content->bytes.begin(), content->bytes.end())) != 0) return std::nullopt;
  return content->bytes;
}

std::optional<echo_header> reply_in(byte_span message, core::family family) {
  const auto echo = echo_in(message, family == core::family::v4 ? 0 : 129);
  return echo && at(message, 1) == 0 ? echo : std::nullopt;
}

std::optional<echo_header> request_in(byte_span message, core::family family) {
  return echo_in(message, family == core::family::v4 ? 8 : 128);
}

bool is_error_type(std::uint8_t type, core::family family) {
  const std::string_view types = family == core::family::v4 ? "\x03\x0b\x0c" : "\x01\x02\x03\x04";
  return types.find(static_cast<char>(type)) != std::string_view::npos;
}

std::optional<quotation> quoted_in(byte_span message, core::family family) {
  if (message.size() < 8 || !is_error_type(static_cast<std::uint8_t>(at(message, 0)), family)) return std::nullopt;
  const byte_span quote = message.subspan(8);
  const auto content = family == core::family::v4 ? content_of_ipv4(quote) : content_of_ipv6(quote);
  if (!content || !content->beginning || content->protocol != (family == core::family::v4 ? 1u : 58u)) {
    return std::nullopt;
  }
  const auto request = request_in(content->bytes, family);
  if (!request) return std::nullopt;
  return quotation{content->destination, *request};
}

bool is_inside(byte_span inner, byte_span outer) {
  return inner.data() >= outer.data() && inner.data() + inner.size() <= outer.data() + outer.size();
}

bool bears(byte_span payload, const wire::echo_identity& identity) {
  const test::bytes wanted = test::be16(identity.token >> 48) + test::be16(identity.token >> 32) +
                             test::be16(identity.token >> 16) + test::be16(identity.token) +
                             test::be16(identity.slot >> 16) + test::be16(identity.slot) +
                             test::be16(identity.generation >> 16) + test::be16(identity.generation);
  return payload.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), payload.begin());
}

}  // namespace reachd::fuzz
