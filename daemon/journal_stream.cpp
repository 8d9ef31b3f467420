// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal_stream.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace reachd::daemon {

bool is_journal_stream(int fd, const char* named) {
  struct stat file {};
  if (named == nullptr || ::fstat(fd, &file) != 0) return false;
  return fmt::format("{}:{}", file.st_dev, file.st_ino) == named;
}

bool stderr_is_journal() { return is_journal_stream(STDERR_FILENO, std::getenv("JOURNAL_STREAM")); }

std::string for_stderr(std::string_view text, char level, bool to_journal) {
  if (!to_journal) return std::string(text);
  std::string marked;
  bool at_line_start = true;
  for (const char c : text) {
    if (at_line_start) marked += {'<', level, '>'};
    marked += c;
    at_line_start = c == '\n';
  }
  return marked;
}

}  // namespace reachd::daemon
