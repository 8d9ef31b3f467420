// SPDX-License-Identifier: Apache-2.0
#include "uv/child_reaper.hpp"

#include <algorithm>
#include <chrono>

namespace reachd::uv {
namespace {

/// For all of them together.
constexpr core::nanoseconds longest_farewell = std::chrono::milliseconds(200);

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
  adopted& added = children_.emplace_back(this, std::move(child), nullptr);
  added.ended =
      make_handle<uv_poll_t>(&added, [&](uv_poll_t* raw) { return uv_poll_init(loop_->raw(), raw, added.child.fd()); });
  uv_poll_start(added.ended.get(), UV_READABLE, [](uv_poll_t* raw, int, int) {
    adopted& self = *static_cast<adopted*>(raw->data);
    self.by->reap(self);
  });
}

void child_reaper::reap(adopted& ended) {
  ended.ended.reset();
  ended.child.kill_group();  // what it has left behind
  ended.child.reap();
  children_.remove_if([&ended](const adopted& each) { return &each == &ended; });
}

}  // namespace reachd::uv
