// SPDX-License-Identifier: Apache-2.0
#include "daemon/diff_command.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "config/difference_text.hpp"
#include "config/load.hpp"
#include "core/error.hpp"
#include "core/unique_fd.hpp"
#include "daemon/remote_answer.hpp"

namespace reachd::daemon {
namespace {

constexpr int same = 0;
constexpr int different = 1;
constexpr int not_asked = 3;

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Read as a file is, from one that only this process has.
core::result<config::load_result> load_text(std::string_view text) {
  const core::unique_fd file(::memfd_create("what is running", MFD_CLOEXEC));
  if (!file || ::fchmod(file.get(), S_IRUSR | S_IWUSR) != 0 || !write_all(file.get(), text)) {
    return std::unexpected(core::error::from_errno("cannot keep what reachd runs", errno));
  }
  return config::load("/proc/self/fd/" + std::to_string(file.get()), nullptr, config::web_file::named);
}

}  // namespace

int diff(const diff_options& asked) {
  config::load_result wanted = config::load(asked.config_file, nullptr, config::web_file::named);
  if (!wanted.ok()) {
    std::fputs(config::render(wanted.problems).c_str(), stderr);
    return different;
  }
  const auto answer = ask_running({.socket = asked.socket, .target = "/api/v1/config"});
  if (!answer) return not_asked;
  const auto running = load_text(*answer);
  if (!running) {
    std::fprintf(stderr, "reachd: %s\n", running.error().message().c_str());
    return not_asked;
  }
  if (!running->ok()) {
    std::fputs("reachd: what the running reachd runs is not understood; is it of another version?\n", stderr);
    std::fputs(config::render(running->problems).c_str(), stderr);
    return not_asked;
  }
  wanted.value.access = {};  // it is followed, so what runs is what the file says, and shown to nobody
  const config::difference_text found = config::describe_difference(running->value, wanted.value);
  std::printf("%s%s\n", found.lines.c_str(), found.summary.c_str());
  return found.lines.empty() ? same : different;
}

}  // namespace reachd::daemon
