// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "core/unique_fd.hpp"
#include "wire/siphash.hpp"

namespace reachd::daemon {
namespace {

/// A hundred thousand targets take some 25 MB.
constexpr off_t largest = off_t{1} << 30;

std::unexpected<core::error> failed(const std::string& what, const std::string& path) {
  return std::unexpected(core::error::from_errno(what + " " + path, errno));
}

/// Reads until `content` is full or the file ends; false with errno.
bool read_all(int fd, state::bytes& content) {
  std::size_t at = 0;
  while (at < content.size()) {
    const ssize_t got = ::read(fd, content.data() + at, content.size() - at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    at += static_cast<std::size_t>(got);
  }
  content.resize(at);
  return true;
}

bool write_all(int fd, std::span<const std::uint8_t> left) {
  while (!left.empty()) {
    const ssize_t written = ::write(fd, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    left = left.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

core::result<void> fill(const std::string& path, const state::bytes& content) {
  const core::unique_fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return failed("cannot create", path);
  if (!write_all(file.get(), content)) return failed("cannot write", path);
  if (::fsync(file.get()) != 0) return failed("cannot flush", path);
  return {};
}

}  // namespace

state_file::state_file(const std::string& folder)
    : folder_(folder), path_(folder + "/state"), temporary_(path_ + ".new") {}

core::result<std::optional<state::bytes>> state_file::read() const {
  // Opening a pipe would wait for its writer.
  const core::unique_fd file(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) return failed("cannot open", path_);
  struct stat known {};
  if (::fstat(file.get(), &known) != 0) return failed("cannot read", path_);
  if (!S_ISREG(known.st_mode)) return std::unexpected(core::error(path_ + " is no plain file"));
  if (known.st_size > largest) return std::unexpected(core::error(path_ + " is too large"));
  state::bytes content(static_cast<std::size_t>(known.st_size));
  if (!read_all(file.get(), content)) return failed("cannot read", path_);
  return content;
}

core::result<void> state_file::write(const state::bytes& content) const {
  if (auto filled = fill(temporary_, content); !filled) {
    ::unlink(temporary_.c_str());  // half a file would only take the room that is missing
    return filled;
  }
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return failed("cannot replace", path_);
  const core::unique_fd folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) != 0) return failed("cannot flush", folder_);
  return {};
}

core::result<std::string> state_file::set_aside() const {
  const std::string aside = path_ + ".refused";
  if (::rename(path_.c_str(), aside.c_str()) != 0) return failed("cannot rename", path_);
  return aside;
}

std::uint64_t this_boot() {
  const core::unique_fd file(::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
  state::bytes id(64);
  if (!file || !read_all(file.get(), id) || id.empty()) return 0;
  return wire::siphash(wire::siphash_key{}, std::as_bytes(std::span(id)));
}

}  // namespace reachd::daemon
