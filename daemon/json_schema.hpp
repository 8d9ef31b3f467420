// SPDX-License-Identifier: Apache-2.0
// The configuration as JSON Schema (draft-07, which yaml-language-server reads), for editors and for people. Role:
// written from the table that parses (config/schema.hpp), so that the two cannot drift; it lives here and not beside
// the table because JSON does.
#pragma once

#include <string>

namespace reachd::daemon {

/// What `reachd schema` prints and config/reachd.schema.json holds. It never refuses what `check` accepts, but for
/// hosts that YAML takes for numbers or booleans.
std::string json_schema();

}  // namespace reachd::daemon
