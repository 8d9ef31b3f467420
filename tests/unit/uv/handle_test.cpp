// SPDX-License-Identifier: Apache-2.0
#include "uv/handle.hpp"

#include <doctest/doctest.h>

using reachd::uv::make_handle;

TEST_CASE("a handle that is dropped lives until the loop has closed it") {
  uv_loop_t loop;
  REQUIRE(uv_loop_init(&loop) == 0);
  int user = 7;
  auto timer = make_handle<uv_timer_t>(&user, [&](uv_timer_t* raw) { return uv_timer_init(&loop, raw); });
  CHECK(timer->data == &user);
  timer.reset();
  CHECK(uv_loop_close(&loop) == UV_EBUSY);
  uv_run(&loop, UV_RUN_DEFAULT);
  CHECK(uv_loop_close(&loop) == 0);
}

TEST_CASE("a handle that libuv refuses is an exception with libuv's words, and nothing is left in the loop") {
  uv_loop_t loop;
  REQUIRE(uv_loop_init(&loop) == 0);
  CHECK_THROWS_WITH(make_handle<uv_poll_t>(nullptr, [&](uv_poll_t* raw) { return uv_poll_init(&loop, raw, -1); }),
                    "libuv: bad file descriptor");
  CHECK(uv_loop_close(&loop) == 0);
}
