// SPDX-License-Identifier: Apache-2.0
// A libuv request that outlives its waiter. Role: libuv owns a request until its callback, whatever becomes of the
// coroutine that made it. Owner: the awaiter has a `request` as a member; the part that libuv sees lives on the heap
// and is freed by the callback. Invariant: after abandon() or the destructor the callback finds no waiter.
#pragma once

#include <memory>
#include <utility>

namespace reachd::uv {

template <typename Request, typename Waiter>
class request {
 public:
  request() = default;
  request(const request&) = delete;
  request& operator=(const request&) = delete;
  ~request() { abandon(); }

  /// Calls `begin(Request*)`, which hands the request to libuv and returns its status. Only after 0 is there a
  /// callback.
  template <typename Begin>
  int start(Waiter& waiter, Begin&& begin) {
    auto made = std::make_unique<parked>();
    made->raw.data = made.get();
    if (const int status = begin(&made->raw); status != 0) return status;
    made->owner = this;
    waiter_ = &waiter;
    parked_ = made.release();
    return 0;
  }

  /// Nobody waits any longer: the result will be dropped.
  void abandon() noexcept {
    if (parked_ != nullptr) std::exchange(parked_, nullptr)->owner = nullptr;
  }

  /// For the callback, once: frees what libuv owned and returns who waits, nullptr when abandoned.
  static Waiter* finish(Request* raw) {
    const std::unique_ptr<parked> done(static_cast<parked*>(raw->data));
    if (done->owner == nullptr) return nullptr;
    done->owner->parked_ = nullptr;
    return done->owner->waiter_;
  }

 private:
  struct parked {
    Request raw{};
    request* owner = nullptr;
  };

  parked* parked_ = nullptr;
  Waiter* waiter_ = nullptr;
};

}  // namespace reachd::uv
