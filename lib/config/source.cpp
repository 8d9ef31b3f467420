// SPDX-License-Identifier: Apache-2.0
#include "config/source.hpp"

#include <algorithm>

#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t bytes_per_checkpoint = 512;
constexpr std::size_t most_shown = 4096;  // bytes of a line right of the place that an excerpt could show
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

source::source(std::string path, std::string text, bool secret)
    : path_(std::move(path)), text_(std::move(text)), secret_(secret) {
  if (text_.starts_with(byte_order_mark)) text_.erase(0, byte_order_mark.size());
  checkpoints_.reserve(text_.size() / bytes_per_checkpoint + 1);
  position at;
  for (std::size_t offset = 0; offset < text_.size(); ++offset) {
    if (offset % bytes_per_checkpoint == 0) checkpoints_.push_back(at);
    step(at, text_[offset], offset);
  }
  if (text_.size() % bytes_per_checkpoint == 0) checkpoints_.push_back(at);
}

void source::step(position& at, char byte, std::size_t offset) const {
  if (byte == '\n') {
    at = {at.line + 1, static_cast<std::uint32_t>(offset + 1), 1};
  } else if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) {
    ++at.column;
  }
}

source::position source::seek(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const std::size_t entry = offset / bytes_per_checkpoint;
  position at = checkpoints_[entry];
  for (std::size_t next = entry * bytes_per_checkpoint; next < offset; ++next) step(at, text_[next], next);
  return at;
}

place source::locate(std::size_t offset) const {
  const position at = seek(offset);
  return {path_, at.line, at.column};
}

problem source::problem_at(std::size_t offset, std::size_t length, complaint what) const {
  offset = std::min(offset, text_.size());
  const std::size_t start = seek(offset).line_start;
  const std::string_view rest = text().substr(offset, most_shown);
  const std::string_view meant = rest.substr(0, std::min(length, rest.find('\n')));
  const std::string_view line = text().substr(start, offset - start + std::min(rest.find('\n'), rest.size()));
  return {.where = locate(offset),
          .message = std::move(what.message),
          .hint = std::move(what.hint),
          .length = static_cast<std::uint32_t>(std::max<std::size_t>(count_characters(meant), 1)),
          .line = make_excerpt(line, offset - start, meant.size()),
          .hides_line = secret_ || what.hides_line};
}

}  // namespace reachd::config
