// SPDX-License-Identifier: Apache-2.0
#include "daemon/passed_sockets.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>

using reachd::daemon::passed_socket;
using reachd::daemon::take_passed_sockets;

namespace {

void tell(const std::string& count, const std::string& pid, const std::string& names) {
  setenv("LISTEN_FDS", count.c_str(), 1);
  setenv("LISTEN_PID", pid.c_str(), 1);
  setenv("LISTEN_FDNAMES", names.c_str(), 1);
}

bool told() {
  return std::ranges::any_of(std::initializer_list<const char*>{"LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"},
                             [](const char* name) { return std::getenv(name) != nullptr; });
}

/// What is passed begins with descriptor 3, which this program may need: a child tries it. Its exit status.
template <typename F>
int in_child(F check) {
  const pid_t child = fork();
  if (child == 0) _exit(check() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

bool closes_on_exec(int fd) { return (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0; }

}  // namespace

TEST_CASE("descriptors from 3 on are ours, with their names, and not our children's") {
  CHECK(in_child([] {
          for (const int fd : {3, 4, 5}) dup2(STDERR_FILENO, fd);
          tell("3", std::to_string(getpid()), "http:other");
          const std::vector<passed_socket> taken = take_passed_sockets();
          return taken.size() == 3 && taken[0].fd.get() == 3 && taken[0].name == "http" && taken[1].name == "other" &&
                 taken[2].name.empty() && closes_on_exec(3) && closes_on_exec(5) && !told() &&
                 take_passed_sockets().empty();
        }) == 0);
}

TEST_CASE("one that is not open is left out") {
  CHECK(in_child([] {
          dup2(STDERR_FILENO, 4);
          close(3);
          tell("2", std::to_string(getpid()), "a:b");
          const std::vector<passed_socket> taken = take_passed_sockets();
          return taken.size() == 1 && taken[0].fd.get() == 4 && taken[0].name == "b";
        }) == 0);
}

TEST_CASE("what is meant for another process, or means nothing, is not ours, and the variables are gone") {
  const std::string ours = std::to_string(getpid());
  for (const auto& [count, pid] : std::initializer_list<std::pair<std::string, std::string>>{
           {"1", std::to_string(getppid())}, {"1", ""}, {"", ours}, {"-1", ours}, {"x", ours}, {"0", ours}}) {
    CAPTURE(count);
    tell(count, pid, "http");
    CHECK(take_passed_sockets().empty());
    CHECK_FALSE(told());
  }
  CHECK(take_passed_sockets().empty());
}
