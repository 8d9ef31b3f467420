// SPDX-License-Identifier: Apache-2.0
// Variables of the environment that are meant for this very process. Role: read once at the start and taken out, so
// that programs that we start do not take them for theirs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reachd::daemon {

/// The value; the variable is gone. Before the first thread: the environment has no lock.
std::optional<std::string> take_from_environment(const char* name);

/// Decimal digits and nothing else.
std::optional<std::uint64_t> number_in(std::string_view text);

}  // namespace reachd::daemon
