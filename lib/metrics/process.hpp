// SPDX-License-Identifier: Apache-2.0
// What the kernel knows of this process. Role: the numbers of process_*, read when a page is made.
// Source: proc(5), of /proc only /proc/self, for under systemd's ProcSubset=pid there is nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace reachd::metrics {

struct process_numbers {
  core::nanoseconds cpu{};  // user and system
  core::nanoseconds started_after_boot{};
  std::uint64_t threads = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_bytes = 0;
};

/// From the text of /proc/PID/stat; nullopt where it is not one. The name of the program in it may hold anything.
std::optional<process_numbers> parse_process_stat(std::string_view text);

/// nullopt where /proc cannot be read.
std::optional<process_numbers> read_process();

/// Descriptors open in this process; nullopt where /proc cannot be read.
std::optional<std::uint64_t> count_open_fds();

/// The soft limit; nullopt: none.
std::optional<std::uint64_t> max_fds();

/// When the process started, reckoned from the time since boot: read it once and keep it, for after a step of the wall
/// clock it would differ. nullopt where /proc cannot be read.
std::optional<core::wall_time> read_start_time();

}  // namespace reachd::metrics
