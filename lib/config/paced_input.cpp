// SPDX-License-Identifier: Apache-2.0
#include "config/paced_input.hpp"

#include <algorithm>

#include "config/limits.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 16;

std::size_t count_entries(std::string_view block) {
  return static_cast<std::size_t>(std::count_if(
      block.begin(), block.end(), [](char byte) { return byte == ',' || byte == ':' || byte == '[' || byte == '{'; }));
}

}  // namespace

paced_input::int_type paced_input::underflow() {
  const std::size_t block = entries_before_.size() - 1;
  const std::size_t begin = block * block_size;
  if (refused_ || begin >= text_.size()) return traits_type::eof();
  const std::size_t reached_block = std::min(reached_ / block_size, block);
  if (entries_before_[block] - entries_before_[reached_block] > max_pending_entries) {
    refused_ = true;
    stuck_at_ = reached_;
    return traits_type::eof();
  }
  const std::string_view next = text_.substr(begin, block_size);
  entries_before_.push_back(entries_before_[block] + count_entries(next));
  // The get area is only read: streambuf has no const one.
  char* from = const_cast<char*>(next.data());
  setg(from, from, from + next.size());
  return traits_type::to_int_type(*from);
}

}  // namespace reachd::config
