// SPDX-License-Identifier: Apache-2.0
#include "uv/pieces.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace reachd;

namespace {

struct turns_seen final : async::turn_port {
  explicit turns_seen(uv::loop& on) { on.scheduler().add(*this); }
  bool drain(core::instant) override { return ++count, true; }
  bool flush() override { return true; }
  int count = 0;
};

async::task<void> spin(uv::loop& loop, core::nanoseconds longest, int steps, int& done) {
  uv::pieces work(loop.scheduler(), longest, 1);
  for (int step = 0; step < steps; ++step) {
    co_await work.step();
    ++done;
  }
}

async::task<void> spin_stopped(uv::loop& loop, int& done) {
  async::scope scope(loop.ready());
  scope.request_stop();
  scope.spawn(spin(loop, 0ns, 100, done));
  co_await scope.join();
}

}  // namespace

TEST_CASE("each step that finds the piece over waits for the next turn") {
  uv::loop loop;
  turns_seen turns(loop);
  int done = 0;
  loop.run(spin(loop, 0ns, 20, done));
  CHECK(done == 20);
  CHECK(turns.count >= 20);
}

TEST_CASE("work that is shorter than a piece is done in one turn") {
  uv::loop loop;
  turns_seen turns(loop);
  int done = 0;
  loop.run(spin(loop, 1h, 1000, done));
  CHECK(done == 1000);
  CHECK(turns.count <= 2);
}

TEST_CASE("work that is stopped is done to its end at once") {
  uv::loop loop;
  turns_seen turns(loop);
  int done = 0;
  loop.run(spin_stopped(loop, done));
  CHECK(done == 100);
  CHECK(turns.count <= 3);
}
