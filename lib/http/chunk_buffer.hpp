// SPDX-License-Identifier: Apache-2.0
// The part of a body between the one who makes it and the one who sends it. Role: holds the chunk being sent and one
// ahead. Owner: the exchange. Invariant: bytes come out as they went in; an end or a failure comes after all of them.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace reachd::http {

class chunk_buffer {
 public:
  enum class state { data, starved, ended, failed };

  /// Puts a chunk behind the one being read. Only while wants_chunk().
  void supply(std::string chunk);
  void end() { ended_ = true; }
  /// What is left is not worth sending.
  void fail() { failed_ = true; }

  bool wants_chunk() const { return next_.empty(); }
  state next() const;
  /// Copies at most `to.size()` bytes; some if next() is data.
  std::size_t read(std::span<char> to);

 private:
  std::string current_;
  std::string next_;
  std::size_t read_ = 0;
  bool ended_ = false;
  bool failed_ = false;
};

}  // namespace reachd::http
