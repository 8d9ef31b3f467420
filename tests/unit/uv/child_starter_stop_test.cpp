// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <poll.h>

#include <array>
#include <chrono>

#include "unit/uv/hanging_starts.hpp"
#include "uv/offload.hpp"
#include "uv/process_setup.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using test::childless;
using test::errno_of;
using test::start;
using test::until_hanging;
using fixture = test::hanging_starts;
using outcome = test::start_end;

namespace {

async::task<void> start_then_stop(uv::child_starter& by, uv::command what, outcome& out, async::scope& stopped) {
  co_await start(by, std::move(what), 1h, out);
  stopped.request_stop();
}

/// The one place is given to `second` in the turn in which it is stopped.
async::task<void> stop_with_the_place(uv::child_starter& by, fixture& f, outcome& first, outcome& second) {
  async::scope hangs(by.on().ready()), waits(by.on().ready());
  hangs.spawn(start_then_stop(by, f.slow, first, waits));
  co_await until_hanging(by.on(), f.mount);
  waits.spawn(start(by, f.quick, 1h, second));
  co_await test::sleep_for(by.on(), 1ms);
  f.mount.go_on.release();
  co_await hangs.join();
  co_await waits.join();
}

}  // namespace

TEST_CASE("a place that comes together with the stop starts nothing") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 1, test::hang);
  outcome first, second;
  on.run(stop_with_the_place(starter, f, first, second));
  CHECK(*first);
  CHECK(errno_of(second) == EAGAIN);
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
}

namespace {

async::task<void> nothing() { co_return; }

/// Blocks the loop until the start has come back, which the loop has not seen then.
async::task<void> come_back(uv::loop& on, fixture& f) {
  f.mount.go_on.release();
  pollfd seen{.fd = ::uv_backend_fd(on.raw()), .events = POLLIN, .revents = 0};
  ::poll(&seen, 1, -1);
  co_return;
}

/// A turn resumes 1024. The first have gone on when the waiter is given up, and the others stand before it.
async::task<void> come_back_before_the_waiter_goes_on(uv::child_starter& by, fixture& f, outcome& out) {
  async::scope waiting(by.on().ready()), crowd(by.on().ready());
  waiting.spawn(start(by, f.slow, 0ns, out));
  co_await until_hanging(by.on(), f.mount);
  waiting.request_stop();
  for (int before = 0; before < 1500; ++before) crowd.spawn(nothing());
  crowd.spawn(come_back(by.on(), f));
  for (int behind = 0; behind < 3000; ++behind) crowd.spawn(nothing());
  co_await waiting.join();
  co_await crowd.join();
}

}  // namespace

TEST_CASE("one that comes back after the stop, before its waiter goes on, is no hanging one") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 2, test::hang);
  outcome out, again;
  on.run(come_back_before_the_waiter_goes_on(starter, f, out));
  CHECK(errno_of(out) == ETIMEDOUT);
  CHECK(out->error().message() == "start /bin/sleep: it has come back too late (ETIMEDOUT)");
  f.mount.go_on.release();
  on.run(start(starter, f.slow, 1h, again));
  CHECK(*again);
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
}

namespace {

async::task<void> hold_a_thread(uv::loop& on, std::counting_semaphore<>& until) {
  auto work = [&until] { until.acquire(); };
  co_await uv::offload(on, std::move(work));
}

async::task<void> stop_in_a_busy_pool(uv::child_starter& by, fixture& f, outcome& out, outcome& again) {
  async::scope busy(by.on().ready()), waiting(by.on().ready());
  std::counting_semaphore<> free(0);
  const auto threads = static_cast<std::ptrdiff_t>(uv::pool_threads());
  for (std::ptrdiff_t each = 0; each < threads; ++each) busy.spawn(hold_a_thread(by.on(), free));
  waiting.spawn(start(by, f.quick, 1ms, out));
  co_await test::sleep_for(by.on(), 1ms);
  waiting.request_stop();
  co_await waiting.join();
  free.release(threads);
  co_await start(by, f.quick, 1h, again);
  co_await busy.join();
}

}  // namespace

TEST_CASE("one that is stopped while the pool is busy never begins, and says so") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 2);
  outcome out, again;
  on.run(stop_in_a_busy_pool(starter, f, out, again));
  CHECK(errno_of(out) == EAGAIN);
  CHECK(out->error().message() == "start /bin/sh: the thread pool is busy with other work (EAGAIN)");
  CHECK(*again);
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
}

namespace {

async::task<void> stop_both(uv::child_starter& by, fixture& f, outcome& hangs, outcome& waits) {
  async::scope first(by.on().ready()), second(by.on().ready());
  first.spawn(start(by, f.slow, 1ms, hangs));
  co_await until_hanging(by.on(), f.mount);
  second.spawn(start(by, f.slow, 1ms, waits));
  co_await test::sleep_for(by.on(), 1ms);
  first.request_stop();
  co_await first.join();
  second.request_stop();
  co_await second.join();
  f.mount.go_on.release();
}

}  // namespace

TEST_CASE("who waits for its turn behind a start that turns out to hang is told so") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 2, test::hang);
  outcome hangs, waits;
  on.run(stop_both(starter, f, hangs, waits));
  CHECK(errno_of(hangs) == ETIMEDOUT);
  CHECK(errno_of(waits) == EBUSY);
}

namespace {

/// The places: one of a program, two of another, one of a third; another of the first waits.
async::task<void> give_up_the_first_of_four(uv::child_starter& by, fixture& f, outcome& waits) {
  async::scope first(by.on().ready()), others(by.on().ready());
  std::array<outcome, 4> ends;
  first.spawn(start(by, f.slow, 1ms, ends[0]));
  for (int each = 1; each < 3; ++each) others.spawn(start(by, f.slow_too, 1h, ends[static_cast<std::size_t>(each)]));
  others.spawn(start(by, f.slow_as_well, 1h, ends[3]));
  co_await until_hanging(by.on(), f.mount, 4);
  others.spawn(start(by, f.slow, 1h, waits));
  co_await test::sleep_for(by.on(), 1ms);
  first.request_stop();
  co_await first.join();
  f.mount.go_on.release(5);
  co_await others.join();
}

}  // namespace

TEST_CASE("who waits for a place while an earlier start turns out to hang begins no other") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 4, test::hang);
  outcome waits;
  on.run(give_up_the_first_of_four(starter, f, waits));
  CHECK(errno_of(waits) == EBUSY);
  CHECK(f.mount.most == 4);
  on.run(test::until_nothing_is_left(on, starter));
  CHECK(childless());
}

namespace {

async::task<void> give_up_three(uv::child_starter& by, fixture& f, std::array<outcome, 3>& out) {
  async::scope waiting(by.on().ready());
  waiting.spawn(start(by, f.slow, 1ms, out[0]));
  waiting.spawn(start(by, f.slow_too, 1ms, out[1]));
  waiting.spawn(start(by, f.slow_as_well, 1ms, out[2]));
  co_await until_hanging(by.on(), f.mount, 3);
  waiting.request_stop();
  co_await waiting.join();
}

/// Of a starter with one place to spare: the third start hangs in the place that was kept.
async::task<void> give_up_three_in_turn(uv::child_starter& by, fixture& f, std::array<outcome, 3>& out, outcome& none) {
  const std::array<const uv::command*, 3> all{&f.slow, &f.slow_too, &f.slow_as_well};
  for (std::size_t each = 0; each < all.size(); ++each) {
    async::scope waiting(by.on().ready());
    waiting.spawn(start(by, *all[each], 1ms, out[each]));
    co_await until_hanging(by.on(), f.mount);
    waiting.request_stop();
    co_await waiting.join();
  }
  async::scope waiting(by.on().ready());
  waiting.spawn(start(by, f.quick, 1h, none));
  co_await test::sleep_for(by.on(), 1ms);
  waiting.request_stop();
  co_await waiting.join();
}

}  // namespace

TEST_CASE("starts that hang give their places to others") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 3, test::hang);
  std::array<outcome, 3> hang;
  outcome other;
  on.run(give_up_three(starter, f, hang));
  for (const outcome& each : hang) CHECK(errno_of(each) == ETIMEDOUT);
  on.run(start(starter, f.quick, 1h, other));
  CHECK(*other);
  f.mount.go_on.release(3);
}

TEST_CASE("but only as long as they are fewer than places") {
  fixture f;
  uv::loop on;
  uv::child_starter starter(on, 2, test::hang);
  std::array<outcome, 3> hang;
  outcome none, other;
  on.run(give_up_three_in_turn(starter, f, hang, none));
  for (const outcome& each : hang) CHECK(errno_of(each) == ETIMEDOUT);
  CHECK(errno_of(none) == EAGAIN);
  f.mount.go_on.release(3);
  on.run(start(starter, f.quick, 1h, other));
  CHECK(*other);
}
