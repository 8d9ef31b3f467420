// SPDX-License-Identifier: Apache-2.0
// Our own way out. Role: says of a target that is silent whether we could have reached anything at all.
// Owner: the composition root. Invariant: it is down only on evidence of its own, never because targets are.
#pragma once

#include <span>
#include <string_view>

#include "core/outcome.hpp"
#include "stats/witness_log.hpp"

namespace reachd::probe {

struct target;

/// One way out, for the metrics: that of a family, or that which the user's targets stand for.
struct way_state {
  std::string_view name;  // ipv4, ipv6, targets
  bool judged = false;    // there is such a way, and something is known of it
  bool up = false;
};

class uplink {
 public:
  /// `good` for a target that does not depend on it. `pending`: it is being probed now.
  virtual stats::testimony about(const target& failing) = 0;
  /// A probe of `probed` has ended and stands in its series.
  virtual void heard(const target& probed, const core::probe_result& how) = 0;
  virtual std::span<const way_state> states() = 0;

 protected:
  ~uplink() = default;
};

/// `uplink: off`: every target is itself to blame.
class no_uplink final : public uplink {
 public:
  stats::testimony about(const target&) override { return stats::testimony::good; }
  void heard(const target&, const core::probe_result&) override {}
  std::span<const way_state> states() override { return {}; }
};

}  // namespace reachd::probe
