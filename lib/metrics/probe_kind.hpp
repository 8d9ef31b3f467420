// SPDX-License-Identifier: Apache-2.0
// What the metrics of one kind of probe look like. Role: says which outcomes and errnos are on the page from 0 on, so
// that a rate over them begins with the first error. Others appear when they have occurred.
#pragma once

#include <span>
#include <string_view>

#include "core/outcome.hpp"
#include "metrics/label_text.hpp"
#include "options/kind.hpp"

namespace reachd::metrics {

struct known_errno {
  int value;
  label_text label;
};

struct probe_kind {
  std::string_view name;  // the `probe` label
  std::span<const core::outcome> outcomes;
  std::span<const known_errno> errnos;
  bool counts_syn_retransmits;
  bool counts_extra_replies;  // late ones and duplicates
};

const probe_kind& shape_of(options::kind probed);

}  // namespace reachd::metrics
