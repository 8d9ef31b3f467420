// SPDX-License-Identifier: Apache-2.0
// Signals as values. Role: `auto number = co_await signals.next();` in place of handlers. Owner: main or a test; it
// outlives its waiter, and one waits at a time. Invariant: a signal that comes while nobody waits is kept for the next
// wait, each number once, as the kernel does (signal(7)); from construction on none has its default effect.
#pragma once

#include <deque>
#include <initializer_list>
#include <optional>
#include <vector>

#include "async/leaf.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

class signals {
 public:
  /// Throws std::runtime_error for a number that cannot be caught.
  signals(loop& on, std::initializer_list<int> numbers);
  signals(const signals&) = delete;
  signals& operator=(const signals&) = delete;

  class waiter final : public async::leaf {
   public:
    explicit waiter(signals& waited) : leaf(*waited.ready_), signals_(&waited) {}
    ~waiter() { withdraw(); }
    std::optional<int> await_resume() const { return number_; }

   private:
    friend class signals;
    bool start() override;
    void withdraw() noexcept override;

    signals* signals_;
    std::optional<int> number_;
  };

  /// `auto number = co_await signals.next();` is nullopt when stopped.
  waiter next() { return waiter(*this); }

 private:
  void came(int number);

  async::ready_queue* ready_;
  std::vector<handle<uv_signal_t>> handles_;
  std::deque<int> kept_;
  waiter* waiter_ = nullptr;
};

}  // namespace reachd::uv
