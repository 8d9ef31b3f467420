// SPDX-License-Identifier: Apache-2.0
// Text to document. Role: yaml-cpp's events with the checks it leaves out (research: duplicate keys, unclosed quotes,
// a second document, bad UTF-8, alias bombs, depth). Invariant: no input crashes or costs more than the limits allow.
#pragma once

#include <optional>

#include "config/document.hpp"
#include "config/problem.hpp"

namespace reachd::config {

/// nullopt when `origin` is no YAML; the reason is among `problems`. A document whose problems leave it whole
/// (duplicate keys, a key that is no text) is returned with them, so that more can be found in it.
std::optional<document> parse(const source& origin, problem_list& problems);

}  // namespace reachd::config
