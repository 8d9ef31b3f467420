// SPDX-License-Identifier: Apache-2.0
// Where quoted text ends (YAML 1.2 §7.3). Role: the check that yaml-cpp 0.7 leaves out: at the end of the file it
// takes whatever it has for the whole of a quoted scalar.
#pragma once

#include <cstddef>
#include <string_view>

namespace reachd::config {

/// The offset of the quote that closes the one at `text[open]`; npos if it is never closed or there is none.
std::size_t find_closing_quote(std::string_view text, std::size_t open);

/// The first quote at or after `from` that begins quoted text and is never closed; npos if there is none. Right only
/// where `from` is outside of quoted text.
std::size_t find_unclosed_quote(std::string_view text, std::size_t from);

/// The offset of the content of a node at `from`, after its anchor and tag.
std::size_t skip_properties(std::string_view text, std::size_t from);

}  // namespace reachd::config
