// SPDX-License-Identifier: Apache-2.0
#include "async/frame_count.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "async/task.hpp"

using reachd::async::counted_frame;
using reachd::async::live_frames;
using reachd::async::task;

namespace {

struct frame : counted_frame {
  int payload[100] = {};
};

task<int> one() { co_return 1; }

}  // namespace

TEST_CASE("every frame counts from its allocation to its end") {
  CHECK(live_frames() == 0);
  auto first = std::make_unique<frame>();
  auto second = std::make_unique<frame>();
  CHECK(live_frames() == 2);
  first.reset();
  CHECK(live_frames() == 1);
  second.reset();
  CHECK(live_frames() == 0);
}

TEST_CASE("a coroutine is one frame, whoever holds its task") {
  {
    auto made = one();
    CHECK(live_frames() == 1);
    const auto moved = std::move(made);
    CHECK(live_frames() == 1);
  }
  CHECK(live_frames() == 0);
}
