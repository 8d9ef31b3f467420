// SPDX-License-Identifier: Apache-2.0
// Random numbers that are the same on every machine: splitmix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom
// Number Generators", 2014). The distributions of the standard library differ from one library to the next.
#pragma once

#include <cstdint>

#include "core/time.hpp"

namespace reachd::sim {

class draws {
 public:
  explicit draws(std::uint64_t seed) : state_(seed) {}
  /// A stream of its own for the `count`-th request to `target`: what others do changes nothing in it.
  draws(std::uint64_t seed, std::uint64_t target, std::uint64_t count) : state_(seed) {
    state_ = next() ^ target;
    state_ = next() ^ count;
  }

  std::uint64_t next() {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
  }
  /// Uniform in [0, bound); `bound` is positive.
  std::uint64_t below(std::uint64_t bound) {
    __extension__ using wide = unsigned __int128;
    return static_cast<std::uint64_t>(static_cast<wide>(next()) * bound >> 64);
  }
  /// Uniform in [least, most].
  core::nanoseconds between(core::nanoseconds least, core::nanoseconds most) {
    if (most <= least) return least;
    return least +
           core::nanoseconds(static_cast<std::int64_t>(below(static_cast<std::uint64_t>((most - least).count()) + 1)));
  }

 private:
  std::uint64_t state_;
};

}  // namespace reachd::sim
