// SPDX-License-Identifier: Apache-2.0
#include "uv/process_setup.hpp"

#include <malloc.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

namespace reachd::uv {

void prepare_process() {
  constexpr int keep_the_users = 0;
  setenv("UV_THREADPOOL_SIZE", "16", keep_the_users);
  setenv("RES_OPTIONS", "timeout:2 attempts:2", keep_the_users);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
  if (std::getenv("MALLOC_ARENA_MAX") == nullptr) mallopt(M_ARENA_MAX, 2);
}

std::size_t pool_threads() {
  const char* set = std::getenv("UV_THREADPOOL_SIZE");
  if (set == nullptr) return 4;
  return static_cast<std::size_t>(std::clamp(std::atoi(set), 1, 1024));
}

std::size_t lookup_slots() { return (pool_threads() + 1) / 2; }

}  // namespace reachd::uv
