// SPDX-License-Identifier: Apache-2.0
// The file that `web.config_file` names. Role: TLS, passwords and header fields, with the certificates and keys that it
// names, all of it checked before anything is served with it.
#pragma once

#include "config/file_set.hpp"
#include "config/settings.hpp"

namespace reachd::config {

/// What is wrong is among `problems`; the value is then not to be used.
web_access read_web_file(const document& from, file_set& files, problem_list& problems);

}  // namespace reachd::config
