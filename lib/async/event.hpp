// SPDX-License-Identifier: Apache-2.0
// A flag that coroutines wait for. Role: "it has happened" for any number of waiters. Owner: whoever sets it; it
// outlives its waiters. Invariant: set() lets every waiter go on; while set, nobody waits.
#pragma once

#include "async/leaf.hpp"

namespace reachd::async {

struct event_tag;

class event {
 public:
  explicit event(ready_queue& ready) : ready_(&ready) {}

  class waiter final : public leaf, public core::list_hook<event_tag> {
   public:
    explicit waiter(event& waited) : leaf(*waited.ready_), event_(&waited) {}
    bool await_resume() const noexcept { return !stopped(); }

   private:
    friend class event;
    bool start() override {
      if (event_->set_) return false;
      event_->waiters_.push_back(*this);
      return true;
    }
    void withdraw() noexcept override { core::list_hook<event_tag>::unlink(); }

    event* event_;
  };

  /// `auto happened = co_await event.wait();` is false when stopped before it.
  waiter wait() { return waiter(*this); }
  bool is_set() const { return set_; }
  void set() {
    set_ = true;
    while (waiter* next = waiters_.pop_front()) next->complete();
  }
  void reset() { set_ = false; }

 private:
  ready_queue* ready_;
  core::intrusive_list<waiter, event_tag> waiters_;
  bool set_ = false;
};

}  // namespace reachd::async
