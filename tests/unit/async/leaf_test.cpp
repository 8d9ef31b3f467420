// SPDX-License-Identifier: Apache-2.0
#include "async/leaf.hpp"

#include <doctest/doctest.h>

#include "async/scope.hpp"
#include "support/start_and_stop.hpp"
#include "support/virtual_loop.hpp"

using reachd::async::leaf;
using reachd::async::live_frames;
using reachd::async::ready_queue;
using reachd::async::scope;
using reachd::async::task;
using reachd::test::virtual_loop;

namespace {

enum class when { at_once, inside_start, later };

/// What a leaf was asked, and the one that waits.
struct log {
  int started = 0;
  int withdrawn = 0;
  int went_on = 0;
  bool stopped = false;
  class waiting* waiter = nullptr;
};

class waiting final : public leaf {
 public:
  waiting(ready_queue& ready, when ends, log& into) : leaf(ready), ends_(ends), log_(&into) {}
  bool await_resume() const noexcept { return !stopped(); }
  void end() { complete(); }

 private:
  bool start() override {
    ++log_->started;
    log_->waiter = this;
    if (ends_ == when::inside_start) complete();
    return ends_ != when::at_once;
  }
  void withdraw() noexcept override { ++log_->withdrawn; }

  when ends_;
  log* log_;
};

task<void> wait_for(ready_queue& ready, when ends, log& out) {
  const bool came = co_await waiting(ready, ends, out);
  out.stopped = !came;
  ++out.went_on;
}

struct fixture {
  virtual_loop loop;
  ready_queue& ready = loop.clock().ready();
  log seen;
  scope work{loop.clock().ready()};
};

}  // namespace

TEST_CASE("a leaf that is completed lets its coroutine go on from the ready queue, not inside") {
  fixture f;
  f.work.spawn(wait_for(f.ready, when::later, f.seen));
  f.loop.settle();
  CHECK(f.seen.started == 1);
  f.seen.waiter->end();
  CHECK(f.seen.went_on == 0);
  f.loop.settle();
  CHECK(f.seen.went_on == 1);
  CHECK_FALSE(f.seen.stopped);
  CHECK(f.seen.withdrawn == 0);
  CHECK(live_frames() == 0);
}

TEST_CASE("a leaf that has nothing to wait for does not suspend") {
  fixture f;
  f.work.spawn(wait_for(f.ready, when::at_once, f.seen));
  CHECK(f.ready.run(1) == 1);
  CHECK(f.seen.went_on == 1);
  CHECK(f.ready.empty());
}

TEST_CASE("a leaf that is stopped half-way is withdrawn once and goes on as stopped") {
  fixture f;
  f.work.spawn(wait_for(f.ready, when::later, f.seen));
  f.loop.settle();
  f.work.request_stop();
  CHECK(f.seen.withdrawn == 1);
  CHECK(f.seen.went_on == 0);
  f.work.request_stop();
  f.loop.settle();
  CHECK(f.seen.went_on == 1);
  CHECK(f.seen.stopped);
  CHECK(f.seen.withdrawn == 1);
  CHECK(live_frames() == 0);
}

TEST_CASE("a leaf whose coroutine is already stopped never starts") {
  fixture f;
  f.work.request_stop();
  f.work.spawn(wait_for(f.ready, when::later, f.seen));
  f.loop.settle();
  CHECK(f.seen.started == 0);
  CHECK(f.seen.withdrawn == 0);
  CHECK(f.seen.stopped);
}

TEST_CASE("a stop between the completion and the going on changes nothing") {
  fixture f;
  f.work.spawn(wait_for(f.ready, when::later, f.seen));
  f.loop.settle();
  f.seen.waiter->end();
  f.work.request_stop();
  f.loop.settle();
  CHECK(f.seen.went_on == 1);
  CHECK_FALSE(f.seen.stopped);
  CHECK(f.seen.withdrawn == 0);
}

TEST_CASE("a leaf that is completed while it starts is not withdrawn by a stop that comes next") {
  fixture f;
  f.work.spawn(reachd::test::start_and_stop(f.ready, wait_for(f.ready, when::inside_start, f.seen)));
  f.loop.settle();
  CHECK(f.seen.went_on == 1);
  CHECK_FALSE(f.seen.stopped);
  CHECK(f.seen.withdrawn == 0);
  CHECK(live_frames() == 0);
}
