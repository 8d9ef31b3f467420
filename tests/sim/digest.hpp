// SPDX-License-Identifier: Apache-2.0
// One number for all that happened, in order: FNV-1a with words for bytes, and a shift that brings the high bits down.
// Two runs of a seed that differ anywhere differ here, on whatever machine and in whatever build they ran.
#pragma once

#include <cstdint>

namespace reachd::sim {

class digest {
 public:
  void add(std::uint64_t value) {
    value_ = (value_ ^ value) * 0x100000001b3;
    value_ ^= value_ >> 32;
  }
  void add(std::int64_t value) { add(static_cast<std::uint64_t>(value)); }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace reachd::sim
