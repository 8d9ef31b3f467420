// SPDX-License-Identifier: Apache-2.0
#include "uv/child_reaper.hpp"

#include <algorithm>
#include <chrono>

namespace reachd::uv {
namespace {

/// For all of them together.
constexpr core::nanoseconds longest_farewell = std::chrono::milliseconds(200);

/// Of a child without a descriptor.
constexpr core::nanoseconds between_looks = std::chrono::milliseconds(100);

}  // namespace

child_reaper::~child_reaper() {
  const core::instant until = monotonic_now() + longest_farewell;
  for (adopted& each : children_) {
    each.ended.reset();
    each.child.kill_group();
    const core::nanoseconds left = until - monotonic_now();
    if (!each.child.reap_within(std::max(left, core::nanoseconds{}))) each.child.forget();
  }
}

void child_reaper::adopt(child_handle child) {
  child.kill_group();
  watch(children_.emplace_back(*this, std::move(child)));
}

void child_reaper::watch(adopted& added) {
  if (added.child.fd() < 0 && !added.child.watch()) {
    if (!added.child) return reap(added);  // somebody else's
    loop_->scheduler().wheel().add(added, monotonic_now() + between_looks);
    return;
  }
  added.ended =
      make_handle<uv_poll_t>(&added, [&](uv_poll_t* raw) { return uv_poll_init(loop_->raw(), raw, added.child.fd()); });
  uv_poll_start(added.ended.get(), UV_READABLE, [](uv_poll_t* raw, int, int) {
    adopted& self = *static_cast<adopted*>(raw->data);
    self.by->reap(self);
  });
}

void child_reaper::look(adopted& unwatched) {
  if (unwatched.child.has_ended()) {
    reap(unwatched);
  } else {
    watch(unwatched);
  }
}

void child_reaper::reap(adopted& ended) {
  ended.ended.reset();
  if (ended.child) {
    ended.child.kill_group();  // what it has left behind
    ended.child.reap();
  }
  children_.remove_if([&ended](const adopted& each) { return &each == &ended; });
}

}  // namespace reachd::uv
