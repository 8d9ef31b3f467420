// SPDX-License-Identifier: Apache-2.0
// A child that we may not kill, as one of sudo's: it runs as another user, and this thread is without CAP_KILL.
#pragma once

#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "support/temporary_folder.hpp"
#include "uv/spawn_process.hpp"

namespace reachd::test {

/// This thread may signal its own user's processes only, while this lives.
class without_kill {
 public:
  without_kill() : holds_(set(false)) {}
  without_kill(const without_kill&) = delete;
  without_kill& operator=(const without_kill&) = delete;
  ~without_kill() { set(true); }

  /// Every child of this process that has not been reaped.
  void kill_children() const {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::ifstream in(entry.path() / "stat");
      std::string text;
      std::getline(in, text);
      pid_t parent = 0;
      const std::size_t name_end = text.rfind(')');
      if (name_end == std::string::npos) continue;
      char state = 0;
      std::istringstream(text.substr(name_end + 1)) >> state >> parent;
      if (parent == ::getpid()) kill(static_cast<pid_t>(std::stol(text)));
    }
  }

  /// False where the test must be skipped: we are not root, or may not become another user.
  bool holds() const { return holds_; }
  void kill(pid_t stubborn) const {
    set(true);
    ::kill(stubborn, SIGKILL);
    set(false);
  }

 private:
  static bool set(bool may_kill) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
    if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
    const auto bit = [](int capability) { return 1U << capability; };
    if (::geteuid() != 0 || (sets[0].effective & bit(CAP_SETUID)) == 0) return false;
    sets[0].effective &= ~bit(CAP_KILL);
    if (may_kill) sets[0].effective |= sets[0].permitted & bit(CAP_KILL);
    return ::syscall(SYS_capset, &header, sets.data()) == 0;
  }

  bool holds_;
};

/// Writes its number to the file `running` of `folder` once it is nobody, and sleeps.
inline uv::command stubborn_program(const temporary_folder& folder) {
  ::chmod(folder.name.c_str(), 0777);
  const std::string script = "echo $$ > '" + folder.name + "/running'; exec sleep 1000";
  return {.arguments = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script},
          .environment = {"PATH=/usr/bin:/bin"}};
}

}  // namespace reachd::test
