// SPDX-License-Identifier: Apache-2.0
// UTF-8 (RFC 3629), character by character. Role: whoever shows text that others wrote asks here what is text at all,
// and what may be shown.
#pragma once

#include <cstddef>
#include <string_view>

namespace reachd::core {

struct character {
  char32_t code = 0;
  std::size_t length = 0;  // in bytes; 0: the bytes are not well-formed
};

/// The character that `text` begins with; `text` is not empty.
character decode(std::string_view text);

/// C0, DEL, C1 and what is invisible or changes how the text around it is shown: direction marks, separators of lines
/// and paragraphs, the byte order mark, tags (Unicode's categories Cc, Cf, Zl and Zp, as far as they do harm).
bool is_control(char32_t code);

/// Columns of a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1.
unsigned display_width(char32_t code);

}  // namespace reachd::core
