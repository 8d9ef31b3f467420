// SPDX-License-Identifier: Apache-2.0
// What texts of the configuration look like, as regular expressions of JSON Schema (ECMA-262). Role: the part of the
// rules of config/host.cpp, config/duration.cpp and config/labels.cpp that a pattern can say. Invariant: a pattern
// refuses nothing that those accept; the service test `schema` compares them.
#pragma once

#include <string>

#include "config/schema.hpp"

namespace reachd::daemon {

/// Of text_form::any: text without control characters.
std::string pattern_of(config::text_form form);
/// Of a line in a list of targets: a host or a url.
std::string destination_pattern();
std::string duration_pattern();
std::string label_name_pattern();

}  // namespace reachd::daemon
