// SPDX-License-Identifier: Apache-2.0
#include "uv/capabilities.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <thread>

#include "support/children.hpp"
#include "support/skip.hpp"

using reachd::test::run_child;
using reachd::uv::command;

namespace {

constexpr std::string_view none = "0000000000000000";

/// "CapAmb" of a status file of /proc.
std::string set_in(const std::string& status, const std::string& name) {
  const std::size_t at = status.find(name + ":\t");
  return at == std::string::npos ? "" : status.substr(at + name.size() + 2, none.size());
}

std::string own_status() {
  std::ifstream file("/proc/thread-self/status");
  std::string text;
  std::getline(file, text, '\0');
  return text;
}

const command shows_status{.arguments = {"/bin/cat", "/proc/self/status"}};

/// Started by this thread, where the rest of the starts are the pool's.
std::string status_of_child() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return "";
  reachd::core::unique_fd from(ends[0]), to(ends[1]);
  const auto child = reachd::uv::spawn_process(shows_status, to.get(), to.get());
  to.reset();
  std::string text(65'536, ' ');
  std::size_t size = 0;
  for (ssize_t more = 1; more > 0; size += static_cast<std::size_t>(more))
    more = std::max<ssize_t>(::read(from.get(), text.data() + size, text.size() - size), 0);
  if (child) ::waitpid(*child, nullptr, 0);
  return text.substr(0, size);
}

/// As AmbientCapabilities=CAP_NET_RAW of systemd.exec(5) does.
bool raise_ambient() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  sets[0].inheritable |= 1U << CAP_NET_RAW;
  return ::syscall(SYS_capset, &header, sets.data()) == 0 &&
         ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0) == 0;
}

struct seen {
  bool raised = false;
  bool dropped = false;
  std::string before, after, child_before, child_after;
};

}  // namespace

TEST_CASE("ambient and inheritable capabilities go, what the process itself may do stays") {
  seen saw;
  // The sets are a thread's own, so those of the other tests stay as they are.
  std::thread([&saw] {
    saw.raised = raise_ambient();
    if (!saw.raised) return;
    saw.before = own_status();
    saw.child_before = status_of_child();
    saw.dropped = reachd::uv::drop_inherited_capabilities().has_value();
    saw.after = own_status();
    saw.child_after = status_of_child();
  }).join();
  if (!saw.raised) return reachd::support::skipped("an ambient capability cannot be raised here");
  CHECK(set_in(saw.before, "CapAmb") != none);
  CHECK(set_in(saw.child_before, "CapAmb") != none);
  CHECK(set_in(saw.child_before, "CapInh") != none);
  CHECK(saw.dropped);
  CHECK(set_in(saw.after, "CapAmb") == none);
  CHECK(set_in(saw.after, "CapInh") == none);
  CHECK(set_in(saw.child_after, "CapAmb") == none);
  CHECK(set_in(saw.child_after, "CapInh") == none);
  for (const char* kept : {"CapPrm", "CapEff", "CapBnd"}) {
    CHECK(set_in(saw.after, kept) == set_in(saw.before, kept));
    CHECK(set_in(saw.after, kept) != none);
  }
}

TEST_CASE("a child that the pool starts has none, whatever the pool's thread was made with") {
  bool raised = false;
  std::string child;
  // Where it is the first to use the pool, the pool's threads have what it has.
  std::thread([&] {
    raised = raise_ambient();
    const auto end = run_child(shows_status);
    if (end) child = end->output;
  }).join();
  if (!raised) return reachd::support::skipped("an ambient capability cannot be raised here");
  CHECK(set_in(child, "CapAmb") == none);
  CHECK(set_in(child, "CapInh") == none);
}

TEST_CASE("where there is nothing to drop, dropping is no failure") {
  bool first = false, second = false;
  std::thread([&] {
    first = reachd::uv::drop_inherited_capabilities().has_value();
    second = reachd::uv::drop_inherited_capabilities().has_value();
  }).join();
  CHECK(first);
  CHECK(second);
}
