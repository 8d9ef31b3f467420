// SPDX-License-Identifier: Apache-2.0
// Whether a certificate, its key and the authorities can be used. Role: says at the time of reading what would
// otherwise fail at the first connection. [pure]
#pragma once

#include <string>

#include "core/error.hpp"

namespace reachd::access {

/// PEM texts. Errors: no certificate or key in it, an encrypted key, a key that belongs to another certificate.
core::result<void> check_key_pair(const std::string& certificate, const std::string& key);

/// PEM. Error: no certificate in it.
core::result<void> check_authorities(const std::string& certificates);

}  // namespace reachd::access
