// SPDX-License-Identifier: Apache-2.0
// One moment on both time scales, from which kept times are counted. Role: a monotonic instant means nothing to the
// next process, so what is kept is how long before that moment it was; whoever reads it says when that moment was by
// its own clock. Invariant: what is read is never later than `latest`, whatever the wall clock did meanwhile.
#pragma once

#include "core/time.hpp"

namespace reachd::stats {

struct time_base {
  core::instant at{};      // of the save
  core::wall_time wall{};  // the same moment
  core::instant latest{};  // now: `at` of the writer, later for the reader
};

}  // namespace reachd::stats
