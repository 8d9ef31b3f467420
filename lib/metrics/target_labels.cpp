// SPDX-License-Identifier: Apache-2.0
#include "metrics/target_labels.hpp"

#include "metrics/escape.hpp"

namespace reachd::metrics {

void append_label(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += "=\"";
  append_label_value(out, value);
  out += '"';
}

target_labels::target_labels(const probe_kind& kind, std::string_view name, std::string_view group,
                             std::span<const std::pair<std::string, std::string>> user)
    : kind_(&kind) {
  append_label(text_, "target", name);
  text_ += ',';
  append_label(text_, "probe", kind.name);
  identity_size_ = text_.size();
  if (!group.empty()) {
    text_ += ',';
    append_label(text_, "group", group);
  }
  for (const auto& [label, value] : user) {
    text_ += ',';
    append_label(text_, label, value);
  }
  text_.shrink_to_fit();
}

}  // namespace reachd::metrics
