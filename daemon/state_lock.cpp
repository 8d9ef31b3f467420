// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace reachd::daemon {
namespace {

/// What the holder wrote, if that is a number.
std::string holder_of(int file) {
  std::array<char, 16> text{};
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  const std::string_view written(text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  const std::string_view number = written.substr(0, written.find('\n'));
  const bool good = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
  return good ? std::string(number) : "unknown";
}

/// For people and for the next one that comes; a full disk may lack the room.
void write_number(int file) {
  const std::string number = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file, 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(file, number.data(), number.size(), 0);
}

}  // namespace

std::optional<std::string> state_lock::take(const std::string& folder) {
  const std::string path = folder + "/lock";
  // Opening a pipe would wait for its other end.
  core::unique_fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
  if (!file) return std::nullopt;
  if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
    write_number(file.get());
    held_ = std::move(file);
    return std::nullopt;
  }
  if (errno != EWOULDBLOCK) return std::nullopt;
  return holder_of(file.get());
}

}  // namespace reachd::daemon
