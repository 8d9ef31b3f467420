// SPDX-License-Identifier: Apache-2.0
#include "uv/signals.hpp"

#include <algorithm>
#include <utility>

namespace reachd::uv {

signals::signals(loop& on, std::initializer_list<int> numbers) : ready_(&on.ready()) {
  for (const int number : numbers) {
    handles_.push_back(make_handle<uv_signal_t>(this, [&](uv_signal_t* raw) { return uv_signal_init(on.raw(), raw); }));
    const int status = uv_signal_start(
        handles_.back().get(), [](uv_signal_t* raw, int came) { static_cast<signals*>(raw->data)->came(came); },
        number);
    if (status != 0)
      throw std::runtime_error("signal " + std::to_string(number) + ": " + std::string(uv_strerror(status)));
  }
}

void signals::came(int number) {
  if (waiter_ == nullptr) {
    if (std::find(kept_.begin(), kept_.end(), number) == kept_.end()) kept_.push_back(number);
    return;
  }
  waiter& woken = *std::exchange(waiter_, nullptr);
  woken.number_ = number;
  woken.complete();
}

bool signals::waiter::start() {
  if (signals_->kept_.empty()) {
    signals_->waiter_ = this;
    return true;
  }
  number_ = signals_->kept_.front();
  signals_->kept_.pop_front();
  return false;
}

void signals::waiter::withdraw() noexcept {
  if (signals_->waiter_ == this) signals_->waiter_ = nullptr;
}

}  // namespace reachd::uv
