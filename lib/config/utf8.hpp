// SPDX-License-Identifier: Apache-2.0
// UTF-8 as the configuration needs it (RFC 3629). Role: refuse what is not text, count characters for columns, and
// make any text safe to show. Invariant: what `printable` returns holds no control character and is valid UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/utf8.hpp"

namespace reachd::config {

using core::character;
using core::decode;
using core::display_width;
using core::is_control;

/// Characters, an ill-formed byte counting as one.
std::size_t count_characters(std::string_view text);

/// The byte offset of the first ill-formed sequence or of a character that YAML 1.2 §5.1 does not allow (control
/// characters but tab and line ends, a carriage return alone); npos if there is none.
std::size_t find_unreadable(std::string_view text);

bool has_control(std::string_view text);

/// `text` with every control character shown as U+FFFD, cut to `most` characters with an ellipsis.
std::string printable(std::string_view text, std::size_t most = 80);

/// printable(text) in single quotes, as messages name things.
std::string quoted(std::string_view text);

}  // namespace reachd::config
