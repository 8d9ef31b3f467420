// SPDX-License-Identifier: Apache-2.0
#include "config/read_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "config/utf8.hpp"
#include "core/error.hpp"
#include "core/unique_fd.hpp"

namespace reachd::config {
namespace {

using std::unexpected;

std::string reason(int errno_value) { return core::error::from_errno("", errno_value).message().substr(2); }

std::string hint_for(int errno_value) {
  if (errno_value == ENOENT) return "check the path, or create the file";
  if (errno_value == EACCES) return "give the user that runs reachd read permission";
  return {};
}

std::string kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

complaint too_big(const std::string& path, std::size_t size, std::size_t most_bytes) {
  return {quoted(path) + " has " + std::to_string(size) + " bytes; " + std::to_string(most_bytes) +
              " are left of the " + "64 MiB that all files together may have",
          "use templates and groups to say less"};
}

std::expected<std::string, int> read_all(int fd, std::size_t size, std::size_t most_bytes) {
  std::string text(std::min(size, most_bytes) + 1, '\0');
  std::size_t filled = 0;
  for (;;) {
    const ssize_t got = ::read(fd, text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unexpected(errno);
    filled += static_cast<std::size_t>(got);
    if (got == 0 || filled > most_bytes) break;
    if (filled == text.size()) text.resize(std::min(text.size() * 2, most_bytes + 1));  // it grew since fstat
  }
  text.resize(filled);
  return text;
}

}  // namespace

std::expected<void, complaint> check_trust(const std::string& path, const struct stat& status, uid_t us) {
  if (status.st_uid != 0 && status.st_uid != us) {
    return unexpected(complaint{
        quoted(path) + " belongs to user " + std::to_string(status.st_uid) + ", who could change what reachd does",
        "chown it to root"});
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    const std::string who = (status.st_mode & S_IWOTH) != 0 ? "others" : "its group";
    return unexpected(complaint{quoted(path) + " can be written by " + who, "chmod go-w it"});
  }
  return {};
}

std::expected<file_content, complaint> read_file(const std::string& path, std::size_t most_bytes) {
  const auto refuse = [&path](int errno_value) {
    return unexpected(complaint{"cannot read " + quoted(path) + ": " + reason(errno_value), hint_for(errno_value)});
  };
  // O_NONBLOCK: opening a FIFO or a device must not wait for anybody.
  const core::unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return refuse(errno);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return refuse(errno);
  if (!S_ISREG(status.st_mode)) {
    return unexpected(complaint{quoted(path) + " is " + kind_of(status.st_mode), "name a regular file"});
  }
  if (auto trusted = check_trust(path, status, ::geteuid()); !trusted) return unexpected(trusted.error());
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > most_bytes) return unexpected(too_big(path, size, most_bytes));
  auto text = read_all(fd.get(), size, most_bytes);
  if (!text) return refuse(text.error());
  if (text->size() > most_bytes) return unexpected(too_big(path, text->size(), most_bytes));
  return file_content{std::move(*text), status.st_dev, status.st_ino};
}

}  // namespace reachd::config
