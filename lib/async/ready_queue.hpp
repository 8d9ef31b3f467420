// SPDX-License-Identifier: Apache-2.0
// Coroutines that may go on. Role: nothing is resumed inside a callback, a stop or a drain; it is put here, and the
// turn runs the queue at one fixed point, so there is no re-entrancy and the stack stays flat.
// Owner: the scheduler. Invariant: first in, first out; an element that is destroyed leaves the queue by itself.
#pragma once

#include <coroutine>
#include <cstddef>

#include "core/intrusive_list.hpp"

namespace reachd::async {

struct ready_tag;

/// A suspended coroutine that can be queued.
class resumable : public core::list_hook<ready_tag> {
 protected:
  resumable() = default;
  std::coroutine_handle<> handle_;

 private:
  friend class ready_queue;
};

class ready_queue {
 public:
  void push(resumable& waiter) { waiters_.push_back(waiter); }
  bool empty() const { return waiters_.empty(); }

  /// Resumes at most `limit` coroutines, those queued meanwhile included. Returns how many ran.
  std::size_t run(std::size_t limit) {
    std::size_t count = 0;
    for (; count < limit; ++count) {
      resumable* next = waiters_.pop_front();
      if (next == nullptr) break;
      next->handle_.resume();
    }
    return count;
  }

 private:
  core::intrusive_list<resumable, ready_tag> waiters_;
};

}  // namespace reachd::async
