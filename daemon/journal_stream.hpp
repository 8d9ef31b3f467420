// SPDX-License-Identifier: Apache-2.0
// Is standard error read by the journal? Then a line may say how severe it is with "<N>" in front, as in sd-daemon(3),
// and `journalctl -p warning` finds it.
#pragma once

#include <string>
#include <string_view>

namespace reachd::daemon {

inline constexpr char journal_error = '3';
inline constexpr char journal_warning = '4';
inline constexpr char journal_info = '6';
inline constexpr char journal_debug = '7';

/// `named` is $JOURNAL_STREAM: device and inode of the socket that the journal reads. True when `fd` is that socket;
/// a variable that was inherited by somebody whose output goes elsewhere is not believed.
bool is_journal_stream(int fd, const char* named);

/// Standard error, now.
bool stderr_is_journal();

/// Every line of `text` with its level, where standard error is read by the journal; else as it is.
std::string for_stderr(std::string_view text, char level, bool to_journal = stderr_is_journal());

}  // namespace reachd::daemon
