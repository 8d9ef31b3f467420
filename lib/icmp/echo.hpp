// SPDX-License-Identifier: Apache-2.0
// One echo as an awaitable: `auto result = co_await pinger.echo(address, timeout);`. Role: the command line and ad-hoc
// probes; it uses the same table as the echoes of targets. Owner: stands in the awaiting frame; the pinger outlives it.
// Invariant: a stop frees the slot at once and the result is `stopped`.
#pragma once

#include "async/leaf.hpp"
#include "icmp/pinger.hpp"

namespace reachd::icmp {

class echo final : public async::leaf, private slot_owner {
 public:
  echo(pinger& through, const core::address& address, core::nanoseconds timeout, const egress& by)
      : leaf(through.clock_->ready()), pinger_(&through), address_(address), timeout_(timeout), by_(by) {}
  ~echo() {
    if (slot_ != nullptr) pinger_->release(*slot_);
  }

  core::probe_result await_resume() noexcept {
    if (stopped()) result_.outcome = core::outcome::stopped;
    return result_;
  }

 private:
  bool start() override {
    const echo_request request{
        .target = no_target, .sequence = pinger_->awaited_++, .address = address_, .timeout = timeout_, .by = by_};
    slot_ = &pinger_->take(request, *this);
    return true;
  }
  void withdraw() noexcept override {
    pinger_->release(*slot_);
    slot_ = nullptr;
  }

  void slot_expired(in_flight_slot& slot) noexcept override { static_cast<slot_owner*>(pinger_)->slot_expired(slot); }
  void slot_sent(core::target_id, core::instant) override {}
  void slot_ended(core::target_id, std::uint64_t, const core::probe_result& result) override {
    slot_ = nullptr;
    result_ = result;
    complete();
  }

  pinger* pinger_;
  core::address address_;
  core::nanoseconds timeout_;
  egress by_;
  in_flight_slot* slot_ = nullptr;
  core::probe_result result_;
};

inline echo pinger::echo(const core::address& address, core::nanoseconds timeout, const egress& by) {
  return icmp::echo(*this, address, timeout, by);
}

}  // namespace reachd::icmp
