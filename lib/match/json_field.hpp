// SPDX-License-Identifier: Apache-2.0
// One value inside a JSON text, and what it should be. [pure]
// Sources: RFC 8259, RFC 6901 (JSON pointer). Depth is bounded, so that no text can overflow the stack.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace reachd::match {

struct json_field {
  std::string pointer;  // "" is the whole text, "/status" its member
  std::string value;    // as YAML or JSON writes a scalar: ok, 3, true, null; numbers are compared as numbers
  bool text = false;    // `value` was quoted: a string, and not the number or word it looks like

  bool operator==(const json_field&) const = default;
};

bool is_json_pointer(std::string_view text);
/// Whether a scalar that is not quoted means itself, and no number, boolean or null.
bool stands_for_text(std::string_view scalar);

/// What is wrong, in words; nullopt: every field is there and as it should be.
std::optional<std::string> mismatch_in(std::string_view json, std::span<const json_field> wanted);

}  // namespace reachd::match
