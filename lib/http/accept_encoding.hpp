// SPDX-License-Identifier: Apache-2.0
// Which content coding a client wants. Role: decides from the Accept-Encoding field (RFC 9110 section 12.5.3).
#pragma once

#include <string_view>

namespace reachd::http {

/// Whether an answer may and should be sent as gzip. A member that cannot be parsed counts as not there.
bool prefers_gzip(std::string_view accept_encoding);

}  // namespace reachd::http
