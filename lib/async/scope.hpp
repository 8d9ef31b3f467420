// SPDX-License-Identifier: Apache-2.0
// The only way to start work. Role: a scope owns the tasks spawned in it; its end means that all of them have ended.
// Owner: a frame or an object that outlives its tasks. Invariant: empty when destroyed (checked, ends the program
// otherwise); a task's frame is destroyed when the task ends. The first exception stops the others; join rethrows it.
#pragma once

#include <exception>

#include "async/task.hpp"

namespace reachd::async {

class scope {
 public:
  /// Its tasks are stopped with `parent` too.
  explicit scope(ready_queue& ready, stop_token parent = stop_token()) : ready_(&ready), stop_(parent) {}
  scope(const scope&) = delete;
  scope& operator=(const scope&) = delete;
  ~scope();

  /// Takes the task over; it starts from the ready queue.
  void spawn(task<void> work);
  void request_stop() noexcept { stop_.request_stop(); }
  bool stop_requested() const { return stop_.stop_requested(); }
  bool empty() const { return tasks_.empty(); }
  /// Takes a stop back, for new work; only while it is empty. A stop of the parent would come no more.
  void renew() { stop_.renew(); }

  /// `co_await scope.join();` goes on when the scope is empty. A stop does not cut it short. One waiter at a time.
  class join_awaiter : public resumable {
   public:
    explicit join_awaiter(scope& joined) : joined_(&joined) {}
    bool await_ready() const noexcept { return joined_->empty(); }
    void await_suspend(std::coroutine_handle<> waiter) noexcept {
      handle_ = waiter;
      joined_->joiner_ = this;
    }
    void await_resume() const { joined_->rethrow(); }

   private:
    scope* joined_;
  };
  join_awaiter join() { return join_awaiter(*this); }

 private:
  friend class promise_base;
  void finished(promise_base& ended) noexcept;
  void rethrow();

  ready_queue* ready_;
  stop_source stop_;
  core::intrusive_list<promise_base, scope_tag> tasks_;
  resumable* joiner_ = nullptr;
  std::exception_ptr exception_;
};

}  // namespace reachd::async
