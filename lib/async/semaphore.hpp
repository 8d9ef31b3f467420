// SPDX-License-Identifier: Apache-2.0
// So many at once. Role: bounds what runs side by side, such as connects or lookups. Owner: outlives its permits and
// waiters. Invariant: permits held + free = the number given; a freed permit goes to the first waiter, in order.
#pragma once

#include <cstddef>
#include <utility>

#include "async/leaf.hpp"

namespace reachd::async {

struct semaphore_tag;

class semaphore {
 public:
  semaphore(ready_queue& ready, std::size_t permits) : ready_(&ready), free_(permits) {}

  /// One place of the bound, given back when destroyed. Empty when the wait for it was stopped.
  class permit {
   public:
    permit() = default;
    explicit permit(semaphore& from) : from_(&from) {}
    permit(permit&& other) noexcept : from_(std::exchange(other.from_, nullptr)) {}
    permit& operator=(permit&& other) noexcept {
      std::swap(from_, other.from_);
      return *this;
    }
    ~permit() {
      if (from_ != nullptr) from_->release();
    }
    explicit operator bool() const { return from_ != nullptr; }

   private:
    semaphore* from_ = nullptr;
  };

  class waiter final : public leaf, public core::list_hook<semaphore_tag> {
   public:
    explicit waiter(semaphore& waited) : leaf(*waited.ready_), semaphore_(&waited) {}
    /// A permit that came before the wait ended but was never taken goes back.
    ~waiter() {
      if (granted_) semaphore_->release();
    }
    permit await_resume() noexcept { return std::exchange(granted_, false) ? permit(*semaphore_) : permit(); }

   private:
    friend class semaphore;
    bool start() override {
      if (semaphore_->free_ == 0) {
        semaphore_->waiters_.push_back(*this);
        return true;
      }
      --semaphore_->free_;
      granted_ = true;
      return false;
    }
    void withdraw() noexcept override { core::list_hook<semaphore_tag>::unlink(); }

    semaphore* semaphore_;
    bool granted_ = false;
  };

  /// `auto permit = co_await semaphore.acquire();`
  waiter acquire() { return waiter(*this); }
  std::size_t free() const { return free_; }
  std::size_t waiting() const { return waiters_.size(); }

 private:
  void release() {
    waiter* next = waiters_.pop_front();
    if (next == nullptr) {
      ++free_;
      return;
    }
    next->granted_ = true;
    next->complete();
  }

  ready_queue* ready_;
  core::intrusive_list<waiter, semaphore_tag> waiters_;
  std::size_t free_;
};

}  // namespace reachd::async
