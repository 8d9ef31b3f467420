// SPDX-License-Identifier: Apache-2.0
// The metrics of the daemon itself. Role: keeps what happens as an event (loads of the configuration)
// and renders it together with the numbers of the other parts. Owner: the daemon; every call may come from any thread.
// Invariant: the text has each family once, and none of the per-target families.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "metrics/self_numbers.hpp"

namespace prometheus {
class Gauge;
class Registry;
}  // namespace prometheus

namespace reachd::metrics {

struct build_info {
  std::string version;
  std::string revision;  // empty: not known
  std::string compiler;
};

class self_metrics {
 public:
  explicit self_metrics(const build_info& build);
  ~self_metrics();

  /// The configuration was loaded at `now`, or an attempt to do so failed and the old one stays.
  void config_loaded(core::wall_time now);
  void config_refused();

  /// Text format 0.0.4; a few kilobytes. Reads /proc/self.
  std::string render(const self_numbers& numbers) const;

 private:
  std::unique_ptr<prometheus::Registry> registry_;
  prometheus::Gauge* last_reload_successful_;
  prometheus::Gauge* last_reload_success_;
  std::optional<core::wall_time> started_;
};

}  // namespace reachd::metrics
