// SPDX-License-Identifier: Apache-2.0
// What changes from one configuration to the next. Role: a reload applies it and touches nothing else. Pure; takes as
// long as both are big (100,000 targets: some 50 ms), so the daemon works it out off its loop.
// Rules. A target continues under its name while it asks the same of the same host: probe, host, port and which
// addresses of a name are meant are its identity, and timings, counts, `paused`, parent, labels and the options of the
// probe may change. A target whose name is new continues one whose name is gone, if identity and options are the same:
// it was renamed. Everything else ends and begins anew.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace reachd::config {

/// Of a target that continues.
struct continued_target {
  std::uint32_t before = 0;  // index into the targets of the old settings
  std::uint32_t after = 0;   // into those of the new ones
  bool replanned = false;    // what is probed, or how: name, timings, counts, paused
  bool relabelled = false;   // its group or the user's labels
  bool reparented = false;
};

struct difference {
  std::vector<std::uint32_t> removed;  // indices into the targets of the old settings
  std::vector<std::uint32_t> added;    // into those of the new ones
  std::vector<continued_target> continued;

  std::size_t changed() const;
  /// `+3 -1 ~2 =994`, with a true minus sign.
  std::string summary() const;
};

/// Both are what `load` gave: names are unique.
difference compare(const settings& before, const settings& after);

}  // namespace reachd::config
