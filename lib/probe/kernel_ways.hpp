// SPDX-License-Identifier: Apache-2.0
// The ways out as the kernel knows them: the way_source over the routing table. Owner: the composition root, which
// watches the table's descriptor. Invariant: what cannot be read now is as it was read last.
#pragma once

#include "probe/way_source.hpp"
#include "route/table.hpp"

namespace reachd::probe {

class kernel_ways final : public way_source {
 public:
  explicit kernel_ways(route::table& table) : table_(&table) {}

  way_out look(core::family family) override;
  std::optional<need> need_of(const core::address& destination, const bound_packets& as) override;

 private:
  route::table* table_;
};

/// What a default route says. `now`: whether it is in force, or was the last one.
way_out way_out_of(const route::default_way& way, bool now);

}  // namespace reachd::probe
