// SPDX-License-Identifier: Apache-2.0
// The end of a chain of awaits: a coroutine that waits for something outside. Role: the one place where suspending,
// completing and being stopped meet; sleep, event, semaphore and every libuv adapter derive from it.
// Owner: stands in the awaiting frame. Invariant: from start() on exactly one of complete() and a stop ends the wait;
// the coroutine goes on from the ready queue, never from inside either.
#pragma once

#include <coroutine>

#include "async/ready_queue.hpp"
#include "async/stop_token.hpp"

namespace reachd::async {

class leaf : public resumable, private stop_callback {
 public:
  leaf(const leaf&) = delete;
  leaf& operator=(const leaf&) = delete;

  bool await_ready() const noexcept { return false; }

  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise> waiter) {
    const stop_token stop = waiter.promise().stop();
    if (stop.stop_requested()) {
      stopped_ = true;
      return false;
    }
    handle_ = waiter;
    if (!start()) return false;
    if (!core::list_hook<ready_tag>::linked()) stop.attach(*this);  // unless start() has completed it already
    return true;
  }

 protected:
  explicit leaf(ready_queue& ready) : ready_(&ready) {}
  ~leaf() = default;

  /// What was waited for has come: the coroutine goes on in this or the next turn.
  void complete() {
    stop_callback::unlink();
    ready_->push(*this);
  }

  /// True when the wait ended by a stop: it has no result.
  bool stopped() const { return stopped_; }

 private:
  /// Joins the queue of what is waited for. False: there is nothing to wait for, go on at once.
  virtual bool start() = 0;
  /// Leaves that queue, so that complete() can no longer come.
  virtual void withdraw() noexcept = 0;

  void on_stop() noexcept final {
    withdraw();
    stopped_ = true;
    ready_->push(*this);
  }

  ready_queue* ready_;
  bool stopped_ = false;
};

}  // namespace reachd::async
