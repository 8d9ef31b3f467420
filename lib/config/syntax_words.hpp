// SPDX-License-Identifier: Apache-2.0
// What yaml-cpp 0.7 refuses, in words for people. Role: its messages name tokens of its scanner ("illegal map value");
// ours name what is in the file and what to do. The texts it throws are those of yaml-cpp/exceptions.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/problem.hpp"

namespace reachd::config {

/// `thrown` is the exception's message, `at` the offset it points at, at most the end of `text`.
complaint describe_syntax(const std::string& thrown, std::string_view text, std::size_t at);

/// The file, or a document marker, ended quoted text.
bool is_end_in_quote(const std::string& thrown);
complaint unclosed_quote();

/// The tab among the blanks that begin the line of `at`; npos if there is none.
std::size_t find_tab_in_indentation(std::string_view text, std::size_t at);

}  // namespace reachd::config
