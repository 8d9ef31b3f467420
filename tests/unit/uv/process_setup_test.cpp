// SPDX-License-Identifier: Apache-2.0
#include "uv/process_setup.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <string>

using reachd::uv::lookup_slots;
using reachd::uv::pool_threads;
using reachd::uv::prepare_process;

TEST_CASE("the pool size and the resolver's patience are set unless the user has set them") {
  unsetenv("UV_THREADPOOL_SIZE");
  unsetenv("RES_OPTIONS");
  CHECK(pool_threads() == 4);
  prepare_process();
  CHECK(pool_threads() == 16);
  CHECK(lookup_slots() == 8);
  CHECK(std::string(std::getenv("RES_OPTIONS")) == "timeout:2 attempts:2");
  setenv("UV_THREADPOOL_SIZE", "5", 1);
  setenv("RES_OPTIONS", "rotate", 1);
  prepare_process();
  CHECK(pool_threads() == 5);
  CHECK(lookup_slots() == 3);
  CHECK(std::string(std::getenv("RES_OPTIONS")) == "rotate");
  unsetenv("UV_THREADPOOL_SIZE");
  unsetenv("RES_OPTIONS");
}

TEST_CASE("pool sizes that libuv would not take as they are read as libuv reads them") {
  for (const auto& [text, threads] : {std::pair{"0", 1U}, {"99999", 1024U}, {"many", 1U}, {"64", 64U}}) {
    setenv("UV_THREADPOOL_SIZE", text, 1);
    CHECK(pool_threads() == threads);
  }
  unsetenv("UV_THREADPOOL_SIZE");
}

TEST_CASE("SIGPIPE is ignored") {
  std::signal(SIGPIPE, SIG_DFL);
  prepare_process();
  CHECK((std::signal(SIGPIPE, SIG_IGN) == SIG_IGN));
}
