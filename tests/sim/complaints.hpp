// SPDX-License-Identifier: Apache-2.0
// What was found wrong in a run: how often, and the first few in words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reachd::sim {

class complaints {
 public:
  void add(const std::string& what) {
    if (++count_ <= kept) first_.push_back(what);
  }
  std::uint64_t count() const { return count_; }
  const std::vector<std::string>& first() const { return first_; }

 private:
  static constexpr std::uint64_t kept = 10;
  std::uint64_t count_ = 0;
  std::vector<std::string> first_;
};

}  // namespace reachd::sim
