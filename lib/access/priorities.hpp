// SPDX-License-Identifier: Apache-2.0
// TLS versions, suites and curves in the language of GnuTLS. Role: translates what Prometheus' files name.
#pragma once

#include <string>

#include "access/tls_settings.hpp"
#include "core/error.hpp"

namespace reachd::access {

/// The priority string for `wanted`. GnuTLS switches key exchange and cipher, not suites: a list that it cannot keep to
/// is an error that names what is missing in it; so is a name that nobody knows, and versions that leave none.
core::result<std::string> priorities(const tls_settings& wanted);

}  // namespace reachd::access
