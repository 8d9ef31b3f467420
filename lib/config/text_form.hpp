// SPDX-License-Identifier: Apache-2.0
// Whether a text has the form that its key wants. Role: the rules of what a probe sends and expects, one by one; hosts,
// URLs and endpoints have their own readers.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "config/problem.hpp"
#include "config/schema.hpp"
#include "options/http.hpp"

namespace reachd::config {

/// The complaint is worded to follow the name of the key: "must …".
std::expected<void, complaint> check_form(text_form form, std::string_view text);

/// "46" or "EF", in letters of any case: RFC 2474, RFC 2597, RFC 3246, RFC 5865, RFC 8622.
std::optional<std::uint8_t> parse_dscp(std::string_view text);

/// "200" or "200-299", from 100 to 599.
std::optional<options::status_range> parse_status(std::string_view text);

}  // namespace reachd::config
