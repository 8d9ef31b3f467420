// SPDX-License-Identifier: Apache-2.0
#include "uv/spawn_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <expected>
#include <string_view>

#include "core/unique_fd.hpp"

namespace reachd::uv {
namespace {

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

std::string_view path_in(const std::vector<std::string>& environment) {
  constexpr std::string_view name = "PATH=";
  for (const std::string_view one : environment)
    if (one.starts_with(name)) return one.substr(name.size());
  return {};
}

/// 0, or why it cannot be executed.
int check_program(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return errno;
  if (!S_ISREG(found.st_mode)) return EACCES;
  return ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

/// As execvp(3) finds it, but never in the working directory because of an empty entry.
std::expected<std::string, int> find_program(const std::string& name, std::string_view path) {
  if (name.find('/') != std::string::npos) return name;
  int why = ENOENT;
  while (!name.empty() && !path.empty()) {
    const std::string_view folder = path.substr(0, path.find(':'));
    path.remove_prefix(std::min(folder.size() + 1, path.size()));
    if (folder.empty()) continue;
    std::string at = std::string(folder) + "/" + name;
    const int found = check_program(at);
    if (found == 0) return at;
    if (found == EACCES) why = EACCES;
  }
  return std::unexpected(why);
}

/// The kernel takes no const text, and writes none.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

struct actions {
  actions() { posix_spawn_file_actions_init(&raw); }
  actions(const actions&) = delete;
  actions& operator=(const actions&) = delete;
  ~actions() { posix_spawn_file_actions_destroy(&raw); }
  posix_spawn_file_actions_t raw{};
};

struct attributes {
  attributes() {
    posix_spawnattr_init(&raw);
    posix_spawnattr_setflags(&raw, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&raw, &signals);
    // Not sigfillset: it leaves out the two that glibc keeps to itself, which posix_spawn would have ignored.
    std::memset(&signals, 0xFF, sizeof signals);
    posix_spawnattr_setsigdefault(&raw, &signals);
  }
  attributes(const attributes&) = delete;
  attributes& operator=(const attributes&) = delete;
  ~attributes() { posix_spawnattr_destroy(&raw); }
  posix_spawnattr_t raw{};
};

/// Where none of the first three descriptors is, which the child's own take the place of; -1 with errno set.
core::unique_fd out_of_the_way(int fd) { return core::unique_fd(::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)); }

/// 0 or errno.
int spawn(pid_t& child, const std::string& path, const command& started, int standard_output, int standard_error) {
  const core::unique_fd output = out_of_the_way(standard_output);
  const core::unique_fd error = output ? out_of_the_way(standard_error) : core::unique_fd();
  if (!error) return errno;
  const attributes how;
  actions steps;
  int status = posix_spawn_file_actions_addopen(&steps.raw, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (status == 0) status = posix_spawn_file_actions_adddup2(&steps.raw, output.get(), STDOUT_FILENO);
  if (status == 0) status = posix_spawn_file_actions_adddup2(&steps.raw, error.get(), STDERR_FILENO);
  // Ours are CLOEXEC; those of a library might not be.
  if (status == 0) status = posix_spawn_file_actions_addclosefrom_np(&steps.raw, STDERR_FILENO + 1);
  if (status != 0) return status;
  const auto arguments = pointers_to(started.arguments);
  const auto environment = pointers_to(started.environment);
  return posix_spawn(&child, path.c_str(), &steps.raw, &how.raw, arguments.data(), environment.data());
}

}  // namespace

core::result<pid_t> spawn_process(const command& started, int standard_output, int standard_error) {
  const auto& [arguments, environment] = started;
  const std::string context = "start " + (arguments.empty() ? "nothing" : arguments.front());
  if (arguments.empty() || std::any_of(arguments.begin(), arguments.end(), has_nul) ||
      std::any_of(environment.begin(), environment.end(), has_nul))
    return std::unexpected(core::error::from_errno(context, EINVAL));
  const auto path = find_program(arguments.front(), path_in(environment));
  if (!path) return std::unexpected(core::error::from_errno(context, path.error()));
  pid_t child = -1;
  if (const int status = spawn(child, *path, started, standard_output, standard_error); status != 0)
    return std::unexpected(core::error::from_errno(context, status));
  return child;
}

}  // namespace reachd::uv
