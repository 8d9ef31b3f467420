// SPDX-License-Identifier: Apache-2.0
// A difference in words, for people: what `reachd diff` prints.
#pragma once

#include <string>

#include "config/difference.hpp"

namespace reachd::config {

struct difference_text {
  std::string lines;  // "~ log.level: info → debug", "- NAME", "+ NAME", "~ NAME: interval 1s → 2s, …"; empty: the same
  std::string summary;  // of the targets: "+3 −1 ~2 =994"
};

/// From `before` to `after`; both are what `load` gave.
difference_text describe_difference(const settings& before, const settings& after);

}  // namespace reachd::config
