// SPDX-License-Identifier: Apache-2.0
// The part of a source line that an error shows. Role: from any line, however long and whatever it holds, a short
// text that is safe on a terminal and under which a caret lines up.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reachd::config {

struct excerpt {
  std::string text;           // a tab is one space, a control character U+FFFD, what is cut off an ellipsis
  std::size_t indent = 0;     // terminal columns before the caret
  std::size_t underline = 0;  // terminal columns after the caret
};

/// Around the byte `at` of `line`, where `length` bytes are meant. What is meant is underlined to the end of the line
/// at most.
excerpt make_excerpt(std::string_view line, std::size_t at, std::size_t length);

}  // namespace reachd::config
