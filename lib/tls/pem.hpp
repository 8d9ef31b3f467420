// SPDX-License-Identifier: Apache-2.0
// Certificates and keys from PEM. Role: for the .cpp files of this folder only. Invariant: nobody is asked for a
// password, and no error holds anything of what was read.
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "tls/owned.hpp"

namespace reachd::tls {

/// All certificates in it, in their order; other blocks are passed over. Errors: none is in it, one cannot be read.
core::result<std::vector<owned_certificate>> read_certificates(std::string_view pem);

/// Errors: no key is in it, it has a password.
core::result<owned_key> read_key(std::string_view pem);

}  // namespace reachd::tls
