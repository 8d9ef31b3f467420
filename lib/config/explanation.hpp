// SPDX-License-Identifier: Apache-2.0
// How one target came to its values: each with the place it was written at. Role: what `reachd explain` shows. The
// places are those that merge() itself notes down while it merges; nothing is worked out a second time. Owner: an
// explainer outlives the load() it is given to; the explanation holds no pointer into a document.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/merge.hpp"
#include "config/settings.hpp"

namespace reachd::config {

struct explained_value {
  std::string key;      // "interval", "labels.site"
  std::string value;    // as YAML
  place where;          // of the value, or of what it follows from; line 0: nowhere, it is built in
  std::string said_by;  // "target", "group 'core'", "template 'wan'", "defaults"; "built in" and why
};

struct explanation {
  place where;  // the target
  std::string name;
  std::vector<explained_value> values;
};

/// A target that was merged.
struct merged_target {
  levels from;
  std::span<const std::string> level_names;
  const merge_trace& trace;
  const target_settings& result;
  node_index item;
  node_index name;
};

class explainer {
 public:
  explicit explainer(std::string name) : name_(std::move(name)) {}

  bool asks_for(std::string_view name) const { return name == name_; }
  void see(const merged_target& target);
  /// None: no target of that name was seen.
  const std::optional<explanation>& found() const { return found_; }

 private:
  std::string name_;
  std::optional<explanation> found_;
};

}  // namespace reachd::config
