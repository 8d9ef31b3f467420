// SPDX-License-Identifier: Apache-2.0
// The labels of one target, escaped once. Role: built when a target is added, copied at each scrape.
// Owner: the target. Invariant: two targets with different names have different identities on the page, unless the
// names differ in ill-formed UTF-8 only, which the configuration refuses.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "metrics/probe_kind.hpp"

namespace reachd::metrics {

class target_labels {
 public:
  /// `group` may be empty: none. `user`: (name, value); the names are label names of Prometheus, each once, and none
  /// of target, probe, address and group.
  target_labels(const probe_kind& kind, std::string_view name, std::string_view group,
                std::span<const std::pair<std::string, std::string>> user);

  const probe_kind& kind() const { return *kind_; }
  /// `target="NAME",probe="KIND"`
  std::string_view identity() const { return std::string_view(text_).substr(0, identity_size_); }
  /// What reachd_target_info has besides the address: `,group="GROUP",user="VALUE"`, or nothing.
  std::string_view details() const { return std::string_view(text_).substr(identity_size_); }

 private:
  const probe_kind* kind_;
  std::string text_;
  std::size_t identity_size_;
};

/// Appends `name="value"`, the value escaped.
void append_label(std::string& out, std::string_view name, std::string_view value);

}  // namespace reachd::metrics
