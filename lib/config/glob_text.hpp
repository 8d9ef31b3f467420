// SPDX-License-Identifier: Apache-2.0
// Text as glob(7) takes it.
#pragma once

#include <string>
#include <string_view>

namespace reachd::config {

bool has_wildcard(std::string_view pattern);
/// A pattern that matches `text` and nothing else.
std::string escape_glob(std::string_view text);
/// The text of such a pattern.
std::string unescape_glob(std::string_view pattern);

}  // namespace reachd::config
