// SPDX-License-Identifier: Apache-2.0
// A coroutine as a value. Role: `task<T>` is what every asynchronous function returns: lazy (it runs when awaited or
// spawned), move-only, awaited once. Owner: the task owns its frame; awaiting borrows it, a scope takes it over.
// Invariant: the stop token of the awaiting coroutine is the child's too, unless the child was given one of its own.
// No symmetric transfer: GCC 12.2 overflows the stack with it below -O2 and under the sanitizers, so a child is
// started inside await_suspend, which says whether it suspended, and it resumes its parent only if it did.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "async/frame_count.hpp"
#include "async/ready_queue.hpp"
#include "async/stop_token.hpp"

namespace reachd::async {

class scope;
struct scope_tag;

/// The part of a promise that does not depend on the result.
class promise_base : public counted_frame, public resumable, public core::list_hook<scope_tag> {
 public:
  stop_token stop() const { return stop_; }
  std::suspend_always initial_suspend() noexcept { return {}; }
  void unhandled_exception() { exception_ = std::current_exception(); }

 protected:
  struct final_awaiter {
    bool await_ready() const noexcept { return false; }
    template <typename Promise>
    void await_suspend(std::coroutine_handle<Promise> done) noexcept {
      static_cast<promise_base&>(done.promise()).finish();
    }
    void await_resume() const noexcept {}
  };
  void rethrow() {
    if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
  }

 private:
  template <typename T>
  friend class task;
  friend class scope;
  void finish() noexcept;

  stop_token stop_;
  std::coroutine_handle<> parent_;
  scope* owner_ = nullptr;
  std::exception_ptr exception_;
  bool own_stop_ = false;
};

template <typename T>
class task_promise;

template <typename T = void>
class [[nodiscard]] task {
 public:
  using promise_type = task_promise<T>;
  using handle = std::coroutine_handle<promise_type>;

  explicit task(handle frame) : frame_(frame) {}
  task(task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  task& operator=(task&&) = delete;
  ~task() {
    if (frame_) frame_.destroy();
  }

  /// Gives the work a stop of its own in place of its awaiter's.
  void use_stop(stop_token stop) {
    frame_.promise().stop_ = stop;
    frame_.promise().own_stop_ = true;
  }

  class awaiter {
   public:
    explicit awaiter(handle child) : child_(child) {}
    bool await_ready() const noexcept { return false; }
    template <typename Promise>
    bool await_suspend(std::coroutine_handle<Promise> parent) {
      promise_base& child = child_.promise();
      if (!child.own_stop_) child.stop_ = parent.promise().stop();
      child_.resume();
      if (child_.done()) return false;
      child.parent_ = parent;
      return true;
    }
    T await_resume() { return child_.promise().take(); }

   private:
    handle child_;
  };
  awaiter operator co_await() && { return awaiter(frame_); }

 private:
  friend class scope;
  handle release() { return std::exchange(frame_, nullptr); }

  handle frame_;
};

template <typename T>
class task_promise : public promise_base {
 public:
  task<T> get_return_object() { return task<T>(task<T>::handle::from_promise(*this)); }
  final_awaiter final_suspend() noexcept { return {}; }
  template <typename Value>
  void return_value(Value&& value) {
    value_.emplace(std::forward<Value>(value));
  }
  T take() {
    rethrow();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class task_promise<void> : public promise_base {
 public:
  task<void> get_return_object() { return task<void>(task<void>::handle::from_promise(*this)); }
  final_awaiter final_suspend() noexcept { return {}; }
  void return_void() {}
  void take() { rethrow(); }
};

/// `auto stop = co_await current_stop_token();`: the token of the coroutine that asks.
class current_stop_token {
 public:
  current_stop_token() = default;
  bool await_ready() const noexcept { return false; }
  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise> asking) {
    token_ = asking.promise().stop();
    return false;
  }
  stop_token await_resume() const noexcept { return token_; }

 private:
  stop_token token_;
};

}  // namespace reachd::async
