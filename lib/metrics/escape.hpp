// SPDX-License-Identifier: Apache-2.0
// Text as the Prometheus text format 0.0.4 wants it. Role: the only place where a foreign text becomes page text.
// Invariant: what is appended is valid UTF-8 and holds no newline; each maximal ill-formed part of the input becomes
// one U+FFFD (Unicode 15 §3.9, "Substitution of Maximal Subparts"), for a scrape with one bad byte is refused whole.
#pragma once

#include <string>
#include <string_view>

namespace reachd::metrics {

/// What stands between the quotes of a label: backslash, quote and newline are escaped.
void append_label_value(std::string& out, std::string_view raw);

/// What follows the name in a HELP line: backslash and newline are escaped.
void append_help(std::string& out, std::string_view raw);

}  // namespace reachd::metrics
