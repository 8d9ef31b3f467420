// SPDX-License-Identifier: Apache-2.0
#include "probe/upstream.hpp"

#include <utility>

#include "async/sleep.hpp"
#include "probe/witness.hpp"

namespace reachd::probe {

namespace {

using namespace std::chrono_literals;

constexpr core::nanoseconds ask_again_after = 100ms;

}  // namespace

using stats::testimony;

testimony upstream::ask_parent(const target& failing) {
  if (!failing.parent) return testimony::good;
  target* const parent = targets_->find(*failing.parent);
  // It is being replaced: a reload that is under way gives the target its new parent, or none.
  if (parent == nullptr || parent->leaving) return testimony::pending;
  if (!can_be_asked(*parent)) return testimony::good;
  return ask_witness(*parent, failing, clock_->now());
}

finding upstream::look_before(target& failing) {
  const testimony way = out_->about(failing);
  if (way == testimony::bad) return {testimony::bad, stats::change_reason::uplink};
  const testimony parent = ask_parent(failing);
  if (parent == testimony::bad) return {testimony::bad, stats::change_reason::parent};
  if (way == testimony::good && parent == testimony::good) return {};
  wait_for(failing);
  return {testimony::pending, stats::change_reason::failed};
}

void upstream::wait_for(target& failing) {
  if (std::exchange(failing.waits_for_verdict, true)) return;
  waiting_.push_back(failing.id);
  somebody_waits_.set();
}

void upstream::ask_again(recorder& record) {
  for (const core::target_id id : std::exchange(waiting_, {})) {
    target* const failing = targets_->find(id);
    if (failing == nullptr) continue;
    failing->waits_for_verdict = false;
    record.decide(*failing);  // which makes it wait again if nobody can say
  }
}

async::task<void> upstream::run(recorder& record) {
  for (;;) {
    const bool somebody = co_await somebody_waits_.wait();
    if (!somebody) co_return;
    const core::instant again = clock_->now() + ask_again_after;
    const bool awake = co_await async::sleep_until(*clock_, again);
    if (!awake) co_return;
    somebody_waits_.reset();
    ask_again(record);
  }
}

}  // namespace reachd::probe
