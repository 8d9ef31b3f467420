// SPDX-License-Identifier: Apache-2.0
// The parent of a target and our own uplink, asked in the target's name. Role: the causes of the running program.
// Owner: the composition root; the targets and the uplink outlive it. Invariant: what cannot be asked (a parent that is
// paused or has no address; no uplink) is not to blame, one that is gone is waited for until another one or none is
// named in its place, and nobody is a witness for itself.
#pragma once

#include <vector>

#include "async/event.hpp"
#include "probe/causes.hpp"
#include "probe/target_set.hpp"
#include "probe/uplink.hpp"

namespace reachd::probe {

class upstream final : public causes {
 public:
  upstream(async::scheduler& clock, target_set& targets, uplink& out)
      : clock_(&clock), targets_(&targets), out_(&out), somebody_waits_(clock.ready()) {}

  /// From now on `out` is the uplink; it outlives this or the next call.
  void judge_by(uplink& out) { out_ = &out; }
  /// Asks again for those that wait for a word, ten times a second while there are any. Until stopped.
  async::task<void> run(recorder& record);

  finding look_before(target& failing) override;
  void heard(const target& probed, const core::probe_result& how) override { out_->heard(probed, how); }

 private:
  stats::testimony ask_parent(const target& failing);
  void wait_for(target& failing);
  void ask_again(recorder& record);

  async::scheduler* clock_;
  target_set* targets_;
  uplink* out_;
  async::event somebody_waits_;
  std::vector<core::target_id> waiting_;
};

}  // namespace reachd::probe
