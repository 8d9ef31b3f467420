// SPDX-License-Identifier: Apache-2.0
#include "wire/siphash.hpp"

#include <algorithm>
#include <bit>

namespace reachd::wire {
namespace {

/// Up to 8 bytes, little-endian as the paper defines it.
std::uint64_t load_word(byte_span bytes) {
  std::uint64_t word = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) word |= std::to_integer<std::uint64_t>(bytes[at]) << (8 * at);
  return word;
}

struct state {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
};

}  // namespace

std::uint64_t siphash(const siphash_key& key, byte_span bytes) {
  const byte_span key_bytes(key);
  const std::uint64_t k0 = load_word(key_bytes.first(8));
  const std::uint64_t k1 = load_word(key_bytes.last(8));
  // "somepseudorandomlygeneratedbytes", the paper's initial state.
  state hash{k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573};
  const std::size_t length = bytes.size();
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) hash.absorb(load_word(bytes.first(8)));
  hash.absorb(std::uint64_t{length & 0xff} << 56 | load_word(bytes));
  hash.v2 ^= 0xff;
  for (int count = 0; count < 4; ++count) hash.round();
  return hash.v0 ^ hash.v1 ^ hash.v2 ^ hash.v3;
}

}  // namespace reachd::wire
