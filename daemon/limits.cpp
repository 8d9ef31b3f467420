// SPDX-License-Identifier: Apache-2.0
#include "daemon/limits.hpp"

#include <sys/resource.h>

namespace reachd::daemon {

std::uint64_t raise_open_files_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return 0;
  rlimit wanted = files;
  wanted.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &wanted) == 0) files = wanted;
  return files.rlim_cur;
}

}  // namespace reachd::daemon
