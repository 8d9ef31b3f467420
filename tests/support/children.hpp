// SPDX-License-Identifier: Apache-2.0
// Real child processes for tests: run one to its end, and see what is left of them.
#pragma once

#include <dirent.h>
#include <sys/wait.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "async/sleep.hpp"
#include "async/task.hpp"
#include "uv/run_child.hpp"

namespace reachd::test {

inline uv::command shell(std::string script, std::vector<std::string> environment = {"PATH=/usr/bin:/bin"}) {
  return {.arguments = {"/bin/sh", "-c", std::move(script)}, .environment = std::move(environment)};
}

inline async::task<core::result<uv::child_end>> run_child(uv::loop& on, const uv::command& what,
                                                          const uv::child_limits& limits) {
  uv::child_starter starter(on);
  auto end = co_await uv::run_child(starter, what, limits);
  co_return std::move(end);
}

inline core::result<uv::child_end> run_child(const uv::command& what, const uv::child_limits& limits = {}) {
  uv::loop on;
  return on.run(run_child(on, what, limits));
}

inline async::task<void> sleep_for(uv::loop& on, core::nanoseconds span) {
  const core::instant due = uv::monotonic_now() + span;
  co_await async::sleep_until(on.scheduler(), due);
}

/// The number that a script writes with `echo $$ > FILE`.
inline async::task<pid_t> wait_for_number(uv::loop& on, const std::string& file) {
  for (;;) {
    std::ifstream in(file);
    pid_t number = 0;
    if (in >> number; number != 0 && in.peek() == '\n') co_return number;
    co_await sleep_for(on, std::chrono::milliseconds(1));
  }
}

/// A program runs before the loop hears of its start: until it has.
inline async::task<void> until_started(uv::loop& on, const uv::child_starter& by) {
  while (by.in_work() > 0) co_await sleep_for(on, std::chrono::milliseconds(1));
  co_await sleep_for(on, std::chrono::milliseconds(1));
}

/// Until it holds so many; the test's time limit is the patience.
inline async::task<void> until_reaper_holds(uv::loop& on, const uv::child_reaper& reaper, std::size_t wanted) {
  while (reaper.size() != wanted) co_await sleep_for(on, std::chrono::milliseconds(1));
}

using kept_end = std::optional<core::result<uv::child_end>>;

inline async::task<void> keep_end(uv::loop& on, const uv::command& what, const uv::child_limits& limits,
                                  kept_end& out) {
  auto end = co_await run_child(on, what, limits);
  out.emplace(std::move(end));
}

/// The names in a folder of /proc.
inline std::vector<std::string> names_in(const char* folder) {
  std::vector<std::string> names;
  DIR* const open = ::opendir(folder);
  while (const dirent* one = ::readdir(open))
    if (one->d_name[0] != '.') names.emplace_back(one->d_name);
  ::closedir(open);
  return names;
}

/// Those that this process has open, the one to count them included.
inline std::size_t open_descriptors() { return names_in("/proc/self/fd").size(); }

/// Members of the process group that run; what waits for being reaped by init does not.
inline std::size_t members_of(pid_t group) {
  std::size_t count = 0;
  for (const std::string& name : names_in("/proc")) {
    std::ifstream file("/proc/" + name + "/stat");
    std::string line;
    std::getline(file, line, '\0');  // a name may hold a line feed
    const std::size_t behind_name = line.rfind(')');
    if (name.find_first_not_of("0123456789") != std::string::npos || behind_name == std::string::npos) continue;
    std::istringstream rest(line.substr(behind_name + 1));
    char state = 0;
    pid_t parent = 0, of = 0;
    rest >> state >> parent >> of;
    if (of == group && state != 'Z' && state != 'X') ++count;
  }
  return count;
}

/// This process has no child, not even one that nobody waited for.
inline bool childless() { return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

}  // namespace reachd::test
