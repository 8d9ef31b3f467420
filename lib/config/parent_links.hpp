// SPDX-License-Identifier: Apache-2.0
// Which target is whose parent. Role: collects the names while targets are read, makes indices of them once all are
// known, and judges what concerns more than one target. Invariant: after `resolve` without a problem no target is above
// itself, and none has more than max_parents above it. Owner: the documents outlive the links.
#pragma once

#include <cstdint>
#include <vector>

#include "config/merge.hpp"
#include "config/settings.hpp"
#include "config/target_lookup.hpp"

namespace reachd::config {

class parent_links {
 public:
  struct link {
    std::uint32_t child;
    named_parent parent;
  };

  /// The defaults, a template or a group: the parent that it names must exist, whether or not a target takes it.
  void note(const section_values& level);
  /// Children come in the order of their indices.
  void add(std::uint32_t child, named_parent parent) { links_.push_back({child, parent}); }

  /// Sets `parent` of all targets. A target that inherits itself as parent has none.
  void resolve(target_lookup& lookup, std::vector<target_settings>& targets) const;

 private:
  std::vector<named_parent> noted_;
  std::vector<link> links_;
};

}  // namespace reachd::config
