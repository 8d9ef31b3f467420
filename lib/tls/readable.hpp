// SPDX-License-Identifier: Apache-2.0
// Bytes of a peer as text that can be shown. [pure] Invariant: what is returned is UTF-8 (RFC 3629), holds no control
// character and nothing that turns the text around it, and is no longer than asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reachd::tls {

/// What is no text becomes U+FFFD; what is longer than `most_bytes` (at least 3) is cut and ends in an ellipsis.
std::string readable(std::string_view bytes, std::size_t most_bytes);

}  // namespace reachd::tls
