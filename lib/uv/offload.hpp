// SPDX-License-Identifier: Apache-2.0
// Work on libuv's thread pool. Role: what would hold up the loop, such as parsing and SQLite. The callable is a named
// object that is moved in, for GCC 12 miscompiles a capturing lambda inside a co_await expression:
//     auto parse = [text = std::move(text)] { return read_document(text); };
//     auto document = co_await offload(loop, std::move(parse));
// Owner: the job lives on the heap until it has ended, whoever waits. Invariant: everything the callable touches is
// owned by it (or outlives the program): a stop lets the waiter go on while the callable still runs.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "async/leaf.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

template <typename Work>
class offload final : public async::leaf {
  using returned = std::invoke_result_t<Work&>;

 public:
  /// std::monostate for a callable that returns nothing.
  using value = std::conditional_t<std::is_void_v<returned>, std::monostate, returned>;

  offload(loop& on, Work&& work) : leaf(on.ready()), loop_(&on), made_(std::make_unique<job>(std::move(work))) {}
  ~offload() { abandon(); }

  /// What the callable returned; nullopt when stopped: then it was either never called, or its value is dropped when
  /// it ends. Rethrows what the callable threw.
  std::optional<value> await_resume() {
    if (problem_) std::rethrow_exception(std::move(problem_));
    return std::move(value_);
  }

 private:
  struct job {
    explicit job(Work&& given) : work(std::move(given)) {}
    uv_work_t request{};
    Work work;
    offload* waiter = nullptr;
    std::optional<value> returns;
    std::exception_ptr problem;
  };

  bool start() override {
    given_ = made_.release();
    given_->waiter = this;
    given_->request.data = given_;
    uv_queue_work(loop_->raw(), &given_->request, run, ended);  // fails only without a callback
    return true;
  }
  void withdraw() noexcept override { abandon(); }
  void abandon() noexcept {
    if (given_ == nullptr) return;
    given_->waiter = nullptr;
    // Takes it out of the pool's queue if it has not begun; ended() is called in either case.
    uv_cancel(reinterpret_cast<uv_req_t*>(&std::exchange(given_, nullptr)->request));
  }

  /// On a thread of the pool.
  static void run(uv_work_t* raw) {
    job& self = *static_cast<job*>(raw->data);
    try {
      if constexpr (std::is_void_v<returned>) {
        self.work();
        self.returns.emplace();
      } else {
        self.returns.emplace(self.work());
      }
    } catch (...) {
      self.problem = std::current_exception();
    }
  }
  static void ended(uv_work_t* raw, int) {
    const std::unique_ptr<job> done(static_cast<job*>(raw->data));
    offload* waiter = done->waiter;
    if (waiter == nullptr) return;
    waiter->given_ = nullptr;
    waiter->value_ = std::move(done->returns);
    waiter->problem_ = std::move(done->problem);
    waiter->complete();
  }

  loop* loop_;
  std::unique_ptr<job> made_;
  job* given_ = nullptr;
  std::optional<value> value_;
  std::exception_ptr problem_;
};

}  // namespace reachd::uv
