// SPDX-License-Identifier: Apache-2.0
// How much a configuration may hold. Role: the bounds that keep a hostile or broken file from costing more than a
// second or more memory than the daemon has; every one of them ends in an error with its place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace reachd::config {

/// All files of one configuration together.
inline constexpr std::size_t max_bytes = std::size_t{64} << 20;
/// Of nested lists and maps, counted through aliases.
inline constexpr std::size_t max_depth = 64;
/// Of all nodes of a file, each alias counted with all it stands for.
inline constexpr std::uint64_t max_nodes = 10'000'000;
/// Brackets, commas and colons inside one pair of brackets: a list of 100,000 small maps has 1.4 million.
inline constexpr std::size_t max_pending_entries = 2'000'000;
inline constexpr std::size_t max_files = 10'000;
/// Above one target, through `parent`.
inline constexpr std::size_t max_parents = 16;
/// After so many problems reading stops; so many of them are shown.
inline constexpr std::size_t max_problems = 1'000;
inline constexpr std::size_t max_problems_shown = 20;
/// In search of the targets that mistyped names meant: letters of such a name, squared, times targets. Some tenths of a
/// second; enough for a name of 64 letters among 97,000 targets, or for 40 of 10 letters among 100,000.
inline constexpr std::uint64_t max_suggestion_work = 400'000'000;

}  // namespace reachd::config
