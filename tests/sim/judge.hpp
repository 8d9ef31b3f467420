// SPDX-License-Identifier: Apache-2.0
// Is what was said of a probe what happened to it? Role: one outcome against one truth, DESIGN §4 in the words of a
// reader and not of the pinger. Owner: the checker asks it for every probe that ends. Pure.
#pragma once

#include <optional>
#include <string>

#include "core/outcome.hpp"
#include "sim/clock.hpp"
#include "sim/flight.hpp"

namespace reachd::sim {

struct circumstances {
  core::nanoseconds timeout{};
  std::optional<core::instant> overflow_told;     // when the daemon last heard that this family's queue overflowed
  std::optional<core::instant> short_error_read;  // when it last read an error about the target that quotes no token
  std::optional<core::instant> woken;             // when it last heard that the machine had slept
  bool stopping = false;
};

/// What the daemon can know of a reply's round-trip time, from the stamps that it has.
struct measured_rtt {
  core::nanoseconds least{};
  core::nanoseconds most{};
  core::stamp_source send_stamp = core::stamp_source::user;
  core::stamp_source receive_stamp = core::stamp_source::user;
};
/// A reply that is not read yet is measured as if it were read now.
measured_rtt measure(const flight& truth, const reply_truth& reply, const clock& time);

/// How long after it left a reply is still known: 10 timeouts, at most 60 s, after the deadline.
core::nanoseconds remembered_for(core::nanoseconds timeout);

/// A probe is ended soon after its deadline when the process runs, and so should have been already.
bool is_overdue(const flight& truth, core::nanoseconds timeout, const clock& time);

/// Empty: it is right.
std::string judge(const flight& truth, const core::probe_result& said, const circumstances& around, const clock& time);

}  // namespace reachd::sim
