// SPDX-License-Identifier: Apache-2.0
#include "probe/target_uplink.hpp"

#include <algorithm>

#include "probe/witness.hpp"

namespace reachd::probe {

using stats::testimony;

bool target_uplink::is_witness(const target& asked) const {
  return std::ranges::find(witnesses_, asked.id) != witnesses_.end();
}

testimony target_uplink::about(const target& failing) {
  bool somebody = is_witness(failing);  // and is silent itself
  bool pending = false;
  bool silent_now = true;
  for (const core::target_id id : witnesses_) {
    target* const witness = targets_->find(id);
    if (witness == &failing) continue;
    if (witness == nullptr || witness->leaving) {
      somebody = pending = true;  // a reload that is under way will name others
      continue;
    }
    if (!can_be_asked(*witness)) continue;
    somebody = true;
    const testimony says = ask_witness(*witness, failing, clock_->now());
    if (says == testimony::good) return testimony::good;
    pending = pending || says == testimony::pending;
    silent_now = silent_now && is_silent(*witness);
  }
  if (!somebody) return testimony::good;
  if (pending) return testimony::pending;
  // A silence that is over excuses the target and takes nothing down again.
  if (!silent_now) return testimony::bad;
  state_[0] = {.name = state_[0].name, .judged = true, .up = false};
  events_.down(0, "none of the uplink targets answers", clock_->now());
  events_.tell();
  return testimony::bad;
}

void target_uplink::heard(const target& probed, const core::probe_result& how) {
  if (state_[0].up) return;
  // A reply to a probe from before it went says nothing of now.
  if (how.outcome != core::outcome::reply || how.sent_at < events_.since(0) || !is_witness(probed)) return;
  state_[0] = {.name = state_[0].name, .judged = true, .up = true};
  events_.up(0, probed.name + " answers", clock_->now());
}

}  // namespace reachd::probe
