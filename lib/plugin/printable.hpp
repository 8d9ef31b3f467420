// SPDX-License-Identifier: Apache-2.0
// Text of a plugin, made safe to show and to hand on. [pure]
// Invariant: what comes out is valid UTF-8 (RFC 3629) without control characters, and not longer than what went in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reachd::plugin {

/// At most `most_bytes`, cut between characters. A control character, one that changes the direction of the text around
/// it, and a byte that is no UTF-8 are each shown as '?', a tab as a space.
std::string printable(std::string_view text, std::size_t most_bytes);

}  // namespace reachd::plugin
