// SPDX-License-Identifier: Apache-2.0
// The text of one file and the way from a byte offset to a place in it. Role: everything that is read from a file is
// remembered by its offset alone; lines and columns are worked out when somebody asks, at a cost that depends neither
// on the size of the file nor on the length of its lines. A byte order mark is dropped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace reachd::config {

class source {
 public:
  /// `secret`: its problems show neither its lines nor values that stand in it.
  source(std::string path, std::string text, bool secret = false);
  source(const source&) = delete;
  source& operator=(const source&) = delete;

  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }
  bool secret() const { return secret_; }

  /// `offset` may be the end of the text. Columns count characters.
  place locate(std::size_t offset) const;
  std::uint32_t line_of(std::size_t offset) const { return seek(offset).line; }

  /// `length` in bytes, cut at the end of the line.
  problem problem_at(std::size_t offset, std::size_t length, complaint what) const;

 private:
  struct position {
    std::uint32_t line = 1;
    std::uint32_t line_start = 0;
    std::uint32_t column = 1;
  };
  void step(position& at, char byte, std::size_t offset) const;
  position seek(std::size_t offset) const;

  std::string path_;
  std::string text_;
  bool secret_;
  std::vector<position> checkpoints_;  // one every few hundred bytes
};

}  // namespace reachd::config
