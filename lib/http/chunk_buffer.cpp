// SPDX-License-Identifier: Apache-2.0
#include "http/chunk_buffer.hpp"

#include <algorithm>
#include <utility>

namespace reachd::http {

void chunk_buffer::supply(std::string chunk) { next_ = std::move(chunk); }

chunk_buffer::state chunk_buffer::next() const {
  if (failed_) return state::failed;
  if (read_ < current_.size() || !next_.empty()) return state::data;
  return ended_ ? state::ended : state::starved;
}

std::size_t chunk_buffer::read(std::span<char> to) {
  if (read_ == current_.size()) {
    current_ = std::exchange(next_, {});
    read_ = 0;
  }
  const std::size_t count = std::min(to.size(), current_.size() - read_);
  std::copy_n(current_.data() + read_, count, to.data());
  read_ += count;
  return count;
}

}  // namespace reachd::http
