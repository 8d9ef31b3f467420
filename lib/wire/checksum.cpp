// SPDX-License-Identifier: Apache-2.0
#include "wire/checksum.hpp"

#include <bit>
#include <cstring>

namespace reachd::wire {

// The sum does not depend on the byte order it is taken in (RFC 1071 §2 B), so words are added as this machine reads
// them, four bytes at a time, and only the result is swapped.
std::uint16_t internet_checksum(byte_span bytes) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    sum += word;
  }
  if (at < bytes.size()) {
    std::uint32_t last = 0;
    std::memcpy(&last, bytes.data() + at, bytes.size() - at);
    sum += last;
  }
  sum = (sum & 0xffff'ffff) + (sum >> 32);
  sum = (sum & 0xffff'ffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  const auto folded = static_cast<std::uint16_t>(~sum & 0xffff);
  if constexpr (std::endian::native == std::endian::big) return folded;
  return static_cast<std::uint16_t>(folded << 8 | folded >> 8);
}

}  // namespace reachd::wire
