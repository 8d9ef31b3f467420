// SPDX-License-Identifier: Apache-2.0
// The `blackbox` section as YAML that reads back as the same. Role: `check --dump`, and what /probe tells of a module
// with debug=true. Invariant: of a secret only where it is.
#pragma once

#include <string>

#include "options/blackbox.hpp"

namespace reachd::config {

/// "{probe: http, family: any, http: {...}}".
std::string module_text(const options::probe_module& shown);
/// "[192.0.2.0/24, {net: ..., ports: [443]}]".
std::string allow_text(const options::allow_list& shown);
/// Whole lines, from "blackbox:" on.
std::string blackbox_text(const options::blackbox& shown);

}  // namespace reachd::config
