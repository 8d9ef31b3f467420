// SPDX-License-Identifier: Apache-2.0
// What is said of the programs of exec probes that measured nothing. Role: one that could not tell, could not be run or
// could not be killed is said once for each target, and again when that changes. Owner: the reporter. Invariant: no
// more lines a second than a crowd_log admits, and none for a target whose latest one says the same of the same
// program.
#pragma once

#include <string>
#include <vector>

#include "daemon/crowd_log.hpp"
#include "daemon/log.hpp"
#include "probe/target.hpp"

namespace reachd::daemon {

class program_log {
 public:
  program_log(log& out, crowd_log& crowds) : out_(&out), crowds_(&crowds) {}

  /// A probe by a program has ended. `problem`: of stats::readings; empty: none. Whether a line was written.
  bool ended(const probe::target& probed, const core::probe_result& how, std::string_view problem, core::instant now);

 private:
  struct last {
    std::uint32_t generation = 0;
    std::string said;  // empty: all is well
  };

  log* out_;
  crowd_log* crowds_;
  std::vector<last> by_index_;  // of the target's id
};

/// "a program could not tell (UNKNOWN): counted as local_error, not as loss"; empty: it measured something.
std::string_view words_for_program(const core::probe_result& how, std::string_view problem);

}  // namespace reachd::daemon
