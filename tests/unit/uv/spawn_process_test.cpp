// SPDX-License-Identifier: Apache-2.0
#include "uv/spawn_process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "support/children.hpp"
#include "support/temporary_folder.hpp"

using reachd::test::childless;
using reachd::test::run_child;
using reachd::test::shell;
using reachd::test::temporary_folder;
using reachd::uv::command;

namespace {

std::string output_of(const command& what) {
  const auto end = run_child(what);
  REQUIRE_MESSAGE(end, what.arguments.front());
  CHECK(end->exit_code == 0);
  CHECK(end->errors == "");
  return end->output;
}

int errno_of(const command& what) {
  const auto end = run_child(what);
  CHECK(childless());
  return end ? 0 : end.error().code();
}

std::string write_file(const temporary_folder& folder, const char* name, const std::string& text, mode_t mode) {
  std::string path = folder.name + "/" + name;
  std::ofstream(path) << text;
  REQUIRE(::chmod(path.c_str(), mode) == 0);
  return path;
}

}  // namespace

TEST_CASE("arguments arrive as they are, whatever a shell would make of them") {
  const std::vector<std::string> odd = {"a b", "", "$(id)", "`id`", "'\"", "line\nfeed", "*", "\\", "-x", "\xFF;|&"};
  command what{.arguments = {"/usr/bin/printf", "[%s]"}};
  std::string expected;
  for (const std::string& one : odd) {
    what.arguments.push_back(one);
    expected += "[" + one + "]";
  }
  CHECK(output_of(what) == expected);
}

TEST_CASE("the environment is what was given and nothing of ours") {
  ::setenv("REACHD_TEST_SECRET", "inherited", 1);
  CHECK(output_of({.arguments = {"/usr/bin/env"}}) == "");
  CHECK(output_of({.arguments = {"/usr/bin/env"}, .environment = {"A=1", "B=x y\nz"}}) == "A=1\nB=x y\nz\n");
  ::unsetenv("REACHD_TEST_SECRET");
}

TEST_CASE("a name is looked for in the PATH that was given") {
  const temporary_folder folder;
  write_file(folder, "here", "#!/bin/sh\necho found\n", 0755);
  write_file(folder, "data", "no program", 0644);
  const std::string path = "PATH=/nonexistent::/dev/null:" + folder.name;
  CHECK(output_of({.arguments = {"here"}, .environment = {path}}) == "found\n");
  CHECK(errno_of({.arguments = {"data"}, .environment = {path}}) == EACCES);
  CHECK(errno_of({.arguments = {"absent"}, .environment = {path}}) == ENOENT);
  CHECK(errno_of({.arguments = {"true"}}) == ENOENT);
}

TEST_CASE("what cannot be started is a value with its errno") {
  const temporary_folder folder;
  CHECK(errno_of({.arguments = {"/nonexistent/program"}}) == ENOENT);
  CHECK(errno_of({.arguments = {folder.name}}) == EACCES);
  CHECK(errno_of({.arguments = {write_file(folder, "data", "#!/bin/sh\n", 0644)}}) == EACCES);
  CHECK(errno_of({.arguments = {"/dev/null/program"}}) == ENOTDIR);
  CHECK(errno_of({.arguments = {write_file(folder, "orphan", "#!/nonexistent\n", 0755)}}) == ENOENT);
  // A shell would run it, and so would execvp(3).
  CHECK(errno_of({.arguments = {write_file(folder, "script", "echo run by a shell\n", 0755)}}) == ENOEXEC);
  CHECK(errno_of({.arguments = {"/bin/true", std::string(1 << 20, 'x')}}) == E2BIG);
  CHECK(errno_of({}) == EINVAL);
  CHECK(errno_of({.arguments = {""}, .environment = {"PATH=/bin"}}) == ENOENT);
  CHECK(errno_of({.arguments = {std::string("/bin/true\0x", 11)}}) == EINVAL);
  CHECK(errno_of({.arguments = {"/bin/true"}, .environment = {std::string("A=\0", 3)}}) == EINVAL);
  const auto end = run_child({.arguments = {"/nonexistent/program"}});
  REQUIRE_FALSE(end);
  CHECK(end.error().message() == "start /nonexistent/program: No such file or directory (ENOENT)");
}

TEST_CASE("at every limit of descriptors a start either fails with EMFILE and leaves nothing, or works") {
  reachd::uv::loop on;
  const command what{.arguments = {"/bin/true"}};
  on.run(run_child(on, what, {}));  // opens what stays open
  const std::size_t before = reachd::test::open_descriptors();
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const int lowest = ::fcntl(0, F_DUPFD_CLOEXEC, 0);
  ::close(lowest);
  int failed = 0;
  bool works = false;
  for (int more = 0; more < 20 && !works; ++more) {
    const rlimit few{static_cast<rlim_t>(lowest + more), limit.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
    const auto end = on.run(run_child(on, what, {}));
    ::setrlimit(RLIMIT_NOFILE, &limit);
    works = end.has_value();
    if (!works) CHECK(end.error().code() == EMFILE);
    failed += works ? 0 : 1;
    CHECK(childless());
    CHECK(reachd::test::open_descriptors() == before);
  }
  CHECK(works);
  CHECK(failed >= 4);
}

TEST_CASE("the child has the three standard descriptors and no other, also where we have one that it could inherit") {
  const int careless = ::fcntl(0, F_DUPFD, 100);  // without CLOEXEC
  REQUIRE(careless >= 100);
  CHECK(output_of(shell("exec /usr/bin/env -i /bin/ls /proc/self/fd")) == "0\n1\n2\n3\n");  // 3: ls reads the folder
  CHECK(output_of(shell("readlink /proc/self/fd/0; cat")) == "/dev/null\n");
  ::close(careless);
}

TEST_CASE("a script may open its own output by name, which a socket would refuse") {
  CHECK(output_of(shell("echo text > /dev/stdout")) == "text\n");
}

TEST_CASE("the child's pipes block, whatever ours do") {
  const std::string flags = output_of(shell("cat /proc/self/fdinfo/1"));
  const std::size_t at = flags.find("flags:\t") + 7;
  CHECK((std::stoul(flags.substr(at), nullptr, 8) & O_NONBLOCK) == 0);
}

TEST_CASE("signals are as a program expects them: none ignored, none blocked") {
  const auto pipe_before = std::signal(SIGPIPE, SIG_IGN);
  const auto user_before = std::signal(SIGRTMIN + 3, SIG_IGN);
  sigset_t blocked, before;
  sigemptyset(&blocked);
  for (const int number : {SIGTERM, SIGUSR1, SIGRTMIN + 4}) sigaddset(&blocked, number);
  REQUIRE(::pthread_sigmask(SIG_BLOCK, &blocked, &before) == 0);
  const std::string status = output_of({.arguments = {"/bin/cat", "/proc/self/status"}});
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  std::signal(SIGPIPE, pipe_before);
  std::signal(SIGRTMIN + 3, user_before);
  CHECK(status.find("SigBlk:\t0000000000000000\n") != std::string::npos);
  CHECK(status.find("SigIgn:\t0000000000000000\n") != std::string::npos);
  CHECK(status.find("SigCgt:\t0000000000000000\n") != std::string::npos);
}

TEST_CASE("the child leads a session and a group of its own and has no terminal") {
  // proc(5): pid (comm) state ppid pgrp session tty_nr
  const std::string stat = output_of({.arguments = {"/bin/cat", "/proc/self/stat"}});
  std::istringstream fields(stat);
  std::string pid, name, state, parent, group, session, terminal;
  fields >> pid >> name >> state >> parent >> group >> session >> terminal;
  CHECK(parent == std::to_string(::getpid()));
  CHECK(group == pid);
  CHECK(session == pid);
  CHECK(terminal == "0");
}
