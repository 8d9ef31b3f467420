// SPDX-License-Identifier: Apache-2.0
// Packets for tests, written byte by byte and apart from the code under test: IP headers, link headers, ICMP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/address.hpp"

namespace reachd::test {

/// A class of its own, so that `+` is found wherever it is used.
struct bytes : std::vector<std::byte> {
  using std::vector<std::byte>::vector;
};

inline bytes of(std::initializer_list<int> values) {
  bytes out;
  for (const int value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}
inline bytes operator+(bytes left, const bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}
inline bytes counting(std::size_t size, int from = 0) {
  bytes out(size);
  for (std::size_t at = 0; at < size; ++at) out[at] = static_cast<std::byte>((from + static_cast<int>(at)) & 0xff);
  return out;
}
inline bytes be16(std::size_t value) {
  return of({static_cast<int>(value >> 8 & 0xff), static_cast<int>(value & 0xff)});
}

/// The slow and obvious way, RFC 1071 §4.1.
inline std::uint16_t checksum_of(const bytes& packet) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < packet.size(); ++at) {
    const auto value = std::to_integer<std::uint32_t>(packet[at]);
    sum += at % 2 == 0 ? value << 8 : value;
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

/// An ICMP message: type, code, checksum, the four bytes after it, body.
inline bytes icmp(int type, int code, const bytes& rest, const bytes& body) {
  const bytes blank = of({type, code, 0, 0}) + rest + body;
  const std::uint16_t sum = checksum_of(blank);
  return of({type, code, sum >> 8, sum & 0xff}) + rest + body;
}
inline bytes echo(int type, std::uint16_t ident, std::uint16_t sequence, const bytes& payload, int code = 0) {
  return icmp(type, code, be16(ident) + be16(sequence), payload);
}

inline bytes raw(const core::address& value) {
  bytes out;
  const std::size_t size = value.family() == core::family::v4 ? 4 : 16;
  for (std::size_t at = 0; at < size; ++at) out.push_back(static_cast<std::byte>(value.bytes()[at]));
  return out;
}

/// `options`: a multiple of 4 bytes.
inline bytes ipv4(const core::address& source, const core::address& destination, const bytes& payload,
                  const bytes& options = {}, int protocol = 1, int fragment = 0) {
  const std::size_t header = 20 + options.size();
  return of({0x40 + static_cast<int>(header / 4), 0}) + be16(header + payload.size()) + of({0, 0}) +
         be16(static_cast<std::size_t>(fragment)) + of({64, protocol, 0, 0}) + raw(source) + raw(destination) +
         options + payload;
}
inline bytes ipv6(const core::address& source, const core::address& destination, const bytes& payload,
                  int next_header = 58) {
  return of({0x60, 0, 0, 0}) + be16(payload.size()) + of({next_header, 64}) + raw(source) + raw(destination) + payload;
}

inline core::address ip(std::string_view text) { return core::address::parse(text).value(); }

}  // namespace reachd::test
