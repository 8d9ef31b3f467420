// SPDX-License-Identifier: Apache-2.0
#include "probe/echo.hpp"

namespace reachd::probe {

void echo::begin(target& probed) {
  icmp::echo_request request;
  request.target = probed.id;
  request.sequence = record_->begin(probed);
  request.address = *probed.address;
  request.timeout = probed.timeout;
  request.by = way_of(probed.asks, probed.address->family(), lanes_);
  pinger_->begin(request);
}

void echo::echo_sent(core::target_id id, core::instant at) {
  const target* probed = targets_->find(id);
  if (probed != nullptr) record_->sent(*probed, at);
}

void echo::echo_ended(core::target_id id, std::uint64_t sequence, const core::probe_result& how) {
  target* probed = targets_->find(id);
  if (probed != nullptr) record_->ended(*probed, sequence, how);
}

bool echo::echo_late(core::target_id id, std::uint64_t sequence, core::nanoseconds rtt) {
  target* probed = targets_->find(id);
  if (probed != nullptr) record_->late(*probed, sequence, rtt);
  return probed != nullptr;
}

bool echo::echo_duplicate(core::target_id id, std::uint64_t sequence) {
  target* probed = targets_->find(id);
  if (probed != nullptr) record_->duplicate(*probed, sequence);
  return probed != nullptr;
}

}  // namespace reachd::probe
