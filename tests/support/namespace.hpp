// SPDX-License-Identifier: Apache-2.0
// Test cases that need a network namespace of their own. They are marked doctest::skip(), so that a plain run passes
// them by; another case runs each of them in a child that re-executes this program inside a fresh namespace.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>

namespace reachd::test {

struct namespace_options {
  bool loopback_up = false;
  bool ping_for_all = false;  // net.ipv4.ping_group_range
};

/// Brings lo up in the present namespace.
inline bool raise_loopback() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  const bool done = fd >= 0 && ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  ::close(fd);
  return done;
}

/// Gives up CAP_NET_RAW and CAP_NET_ADMIN for good, keeping the rest.
inline bool drop_network_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct data[2]{};
  if (::syscall(SYS_capget, &header, data) != 0) return false;
  const std::uint32_t dropped = 1u << CAP_NET_RAW | 1u << CAP_NET_ADMIN;
  data[0].effective &= ~dropped;
  data[0].permitted &= ~dropped;
  data[0].inheritable &= ~dropped;
  return ::syscall(SYS_capset, &header, data) == 0;
}

constexpr int could_not_enter = 99;

[[noreturn]] inline void enter_and_run(const char* test_case, const namespace_options& options, int output) {
  if (::unshare(CLONE_NEWNET) != 0) ::_exit(could_not_enter);
  if (options.loopback_up && !raise_loopback()) ::_exit(could_not_enter);
  if (options.ping_for_all && !(std::ofstream("/proc/sys/net/ipv4/ping_group_range") << "0 2147483647" << std::flush)) {
    ::_exit(could_not_enter);
  }
  ::dup2(output, STDOUT_FILENO);
  const std::string filter = std::string("--test-case=") + test_case;
  ::execl("/proc/self/exe", "unit", filter.c_str(), "--no-skip", "--no-colors", nullptr);
  ::_exit(could_not_enter);
}

/// Runs the skipped case of that name (no commas in it) in a child; says so aloud where that is not permitted.
inline void run_in_new_namespace(const char* test_case, const namespace_options& options) {
  int ends[2] = {-1, -1};
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t child = ::fork();
  if (child == 0) enter_and_run(test_case, options, ends[1]);
  ::close(ends[1]);
  std::string output;
  char part[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], part, sizeof part)) > 0;) {
    output.append(part, static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  if (WEXITSTATUS(status) == could_not_enter) {
    MESSAGE("skipped, no network namespace permitted: ", test_case);
    return;
  }
  CAPTURE(output);
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(output.find("1 passed | 0 failed") != std::string::npos);  // a name that matches nothing succeeds too
}

}  // namespace reachd::test
