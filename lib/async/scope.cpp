// SPDX-License-Identifier: Apache-2.0
#include "async/scope.hpp"

#include <utility>

namespace reachd::async {

void promise_base::finish() noexcept {
  if (owner_ != nullptr) {
    owner_->finished(*this);
  } else if (parent_) {
    parent_.resume();
  }
}

scope::~scope() {
  if (!tasks_.empty()) std::terminate();
}

void scope::spawn(task<void> work) {
  if (!work.frame_.promise().own_stop_) work.use_stop(stop_.token());
  const auto frame = work.release();
  promise_base& started = frame.promise();
  started.owner_ = this;
  started.handle_ = frame;
  tasks_.push_back(started);
  ready_->push(started);
}

void scope::finished(promise_base& ended) noexcept {
  static_cast<core::list_hook<scope_tag>&>(ended).unlink();
  if (ended.exception_) {
    if (!exception_) exception_ = std::exchange(ended.exception_, nullptr);
    request_stop();
  }
  ended.handle_.destroy();
  if (tasks_.empty() && joiner_ != nullptr) ready_->push(*std::exchange(joiner_, nullptr));
}

void scope::rethrow() {
  if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
}

}  // namespace reachd::async
