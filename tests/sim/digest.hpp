// SPDX-License-Identifier: Apache-2.0
// One number for all that happened, in order: FNV-1a of 64 bits. Two runs of a seed that differ anywhere differ here.
#pragma once

#include <cstdint>

namespace reachd::sim {

class digest {
 public:
  void add(std::uint64_t value) {
    for (int byte = 0; byte < 8; ++byte, value >>= 8) value_ = (value_ ^ (value & 0xff)) * 0x100000001b3;
  }
  void add(std::int64_t value) { add(static_cast<std::uint64_t>(value)); }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace reachd::sim
