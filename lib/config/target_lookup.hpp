// SPDX-License-Identifier: Apache-2.0
// Targets that are named elsewhere, by `parent` or `uplink`. Role: from a name to the target, once all files are read.
// Invariant: a place gets one problem, however many targets take their parent from it. Owner: all it is given outlives
// the lookup.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "config/document.hpp"
#include "config/limits.hpp"
#include "config/name_table.hpp"
#include "config/problem.hpp"
#include "config/settings.hpp"

namespace reachd::config {

class target_lookup {
 public:
  /// `complete`: false when targets may be missing from `names`, so that a name is not called unknown.
  target_lookup(const name_table& names, const settings& all, problem_list& problems, bool complete)
      : names_(names), all_(all), problems_(problems), complete_(complete) {}

  /// The index of the target that is named at `at`. None if there is no such target, which is a problem, or if there
  /// is something wrong with it, which is one already.
  std::optional<std::uint32_t> find(const document& from, node_index at);
  bool is_paused(std::uint32_t index) const { return all_.targets[index].paused; }
  /// A problem at a place where a target is named.
  void refuse(const document& from, node_index at, complaint what);

 private:
  std::string hint_for(std::string_view name);
  bool is_part(std::string_view name) const;

  const name_table& names_;
  const settings& all_;
  problem_list& problems_;
  bool complete_;
  std::uint64_t work_left_ = max_suggestion_work;
  std::set<std::pair<const document*, node_index>> refused_;
};

}  // namespace reachd::config
