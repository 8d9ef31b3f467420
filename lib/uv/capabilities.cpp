// SPDX-License-Identifier: Apache-2.0
#include "uv/capabilities.hpp"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace reachd::uv {
namespace {

core::result<void> failure(std::string_view what) { return std::unexpected(core::error::from_errno(what, errno)); }

}  // namespace

core::result<void> drop_inherited_capabilities() {
  // Before Linux 4.3 there was no ambient set.
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 && errno != EINVAL)
    return failure("clear the ambient capabilities");
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  // glibc has no wrapper, and libcap would be a library for two calls.
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return failure("read the capabilities");
  for (__user_cap_data_struct& set : sets) set.inheritable = 0;
  // Our unit's sandbox forbids it. Without the ambient set a program gets of the inheritable one only what its own file
  // asks for, which the unit's NoNewPrivileges= does away with.
  if (::syscall(SYS_capset, &header, sets.data()) != 0 && errno != EPERM) {
    return failure("clear the inheritable capabilities");
  }
  return {};
}

}  // namespace reachd::uv
