// SPDX-License-Identifier: Apache-2.0
// Passwords against bcrypt hashes, by libxcrypt. Role: what basic_auth_users holds. A check takes as long as the hash
// asks for (cost 10: 50 ms), so it runs on the pool. [pure]
#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"

namespace reachd::access {

/// A higher one holds a thread of the pool for more than a few seconds.
inline constexpr int most_bcrypt_cost = 16;

/// The error says why `text` is no hash that can be checked here.
core::result<void> check_bcrypt_form(std::string_view text);

/// False, too, when `hash` is no bcrypt hash. The comparison takes as long whatever differs.
bool bcrypt_matches(const std::string& password, const std::string& hash);

}  // namespace reachd::access
