// SPDX-License-Identifier: Apache-2.0
#include "fetch/client.hpp"

#include "fetch/multi.hpp"

namespace reachd::fetch {

class exchange::under_way final : public transfer {
 public:
  under_way(multi& by, const request& asked, exchange& waiter) : transfer(by, asked), waiter_(&waiter) {}
  using transfer::begin;
  using transfer::stop;

 private:
  void ended() override { waiter_->complete(); }

  exchange* waiter_;
};

exchange::exchange(multi& by, const request& asked) : leaf(by.ready()), multi_(&by), asked_(&asked) {}
exchange::~exchange() = default;

bool exchange::start() {
  transfer_ = std::make_unique<under_way>(*multi_, *asked_, *this);
  transfer_->begin();
  return true;
}

void exchange::withdraw() noexcept { transfer_->stop(); }

outcome exchange::await_resume() {
  if (transfer_ != nullptr) return transfer_->take_outcome();
  failure before;
  before.kind = failure_kind::stopped;
  before.message = "stopped";
  return std::unexpected(std::move(before));
}

client::client(uv::loop& on, std::string user_agent) : multi_(std::make_unique<multi>(on, std::move(user_agent))) {}
client::~client() = default;

}  // namespace reachd::fetch
