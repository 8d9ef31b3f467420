// SPDX-License-Identifier: Apache-2.0
// Netlink messages for tests, written field by field in the machine's byte order and apart from the code under test.
#pragma once

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <bit>
#include <string_view>

#include "support/packets.hpp"

namespace reachd::test {

/// A number of `size` bytes as the machine writes it.
inline bytes native(std::uint64_t value, std::size_t size) {
  bytes out(size);
  for (std::size_t at = 0; at < size; ++at) {
    const std::size_t place = std::endian::native == std::endian::little ? at : size - 1 - at;
    out[place] = static_cast<std::byte>(value >> (8 * at) & 0xff);
  }
  return out;
}
inline bytes n8(std::uint64_t value) { return native(value, 1); }
inline bytes n16(std::uint64_t value) { return native(value, 2); }
inline bytes n32(std::uint64_t value) { return native(value, 4); }
inline bytes text(std::string_view value) {
  bytes out;
  for (const char one : value) out.push_back(static_cast<std::byte>(one));
  return out + n8(0);
}

inline bytes padded(bytes value) {
  while (value.size() % 4 != 0) value.push_back(std::byte{0});
  return value;
}
inline bytes attr(int type, const bytes& value) {
  return padded(n16(4 + value.size()) + n16(static_cast<std::uint64_t>(type)) + value);
}
inline bytes netlink(int type, const bytes& payload, std::uint32_t sequence = 0, int flags = 0) {
  return padded(n32(16 + payload.size()) + n16(static_cast<std::uint64_t>(type)) +
                n16(static_cast<std::uint64_t>(flags)) + n32(sequence) + n32(0) + payload);
}

/// struct rtmsg.
struct rtm {
  int family = AF_INET;
  int prefix_length = 0;
  int source_length = 0;
  int tos = 0;
  int table = RT_TABLE_MAIN;
  int type = RTN_UNICAST;
  std::uint32_t flags = 0;

  bytes written() const {
    return of({family, prefix_length, source_length, tos, table, RTPROT_BOOT, RT_SCOPE_UNIVERSE, type}) + n32(flags);
  }
};
/// struct rtnexthop with its attributes.
inline bytes rtnexthop(int interface, int flags, const bytes& attributes) {
  return n16(8 + attributes.size()) + of({flags, 0}) + n32(static_cast<std::uint64_t>(interface)) + attributes;
}
/// struct ifinfomsg.
inline bytes ifinfo(int interface, std::uint32_t flags) {
  return n8(AF_UNSPEC) + n8(0) + n16(1) + n32(static_cast<std::uint64_t>(interface)) + n32(flags) + n32(0);
}
/// struct ndmsg.
inline bytes ndm(int family, int interface, int state) {
  return n8(static_cast<std::uint64_t>(family)) + n8(0) + n16(0) + n32(static_cast<std::uint64_t>(interface)) +
         n16(static_cast<std::uint64_t>(state)) + n8(0) + n8(1);
}

/// Calls `parse` with the first 0, 1, 2, ... bytes, each in a buffer that ends there, and says how often the result was
/// true. AddressSanitizer sees a read past the end.
template <typename Parse>
std::size_t accepted_prefixes(const bytes& whole, Parse parse) {
  std::size_t accepted = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    cut.shrink_to_fit();
    accepted += parse(cut) ? 1 : 0;
  }
  return accepted;
}

/// Calls `parse` with every byte changed to each of some values that lengths do not like.
template <typename Parse>
void with_wrong_bytes(const bytes& whole, Parse parse) {
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int value : {0, 1, 3, 4, 5, 0x7f, 0x80, 0xff}) {
      bytes wrong = whole;
      wrong[at] = static_cast<std::byte>(value);
      wrong.shrink_to_fit();
      parse(wrong);
    }
  }
}

}  // namespace reachd::test
