// SPDX-License-Identifier: Apache-2.0
// Settings as one YAML file. Role: what `check --dump` prints and what a running daemon says it runs; the way back from
// `load`. Invariant: loading the text gives settings that mean the same: same targets in the same order but for groups,
// which come first. Nothing secret is in it (config/shown.hpp).
#pragma once

#include <string>

#include "config/settings.hpp"

namespace reachd::config {

/// One target a line, every value written out.
std::string dump(const settings& all);

}  // namespace reachd::config
