// SPDX-License-Identifier: Apache-2.0
// From what an icmp target asks to how its requests leave. Role: what may differ from packet to packet stays an egress,
// what a socket is set to becomes a binding, for which somebody has a lane.
#pragma once

#include "icmp/binding.hpp"
#include "icmp/egress.hpp"
#include "options/options.hpp"

namespace reachd::probe {

/// All but its lane.
icmp::egress egress_of(const options::icmp& asked);

/// What a socket for requests to addresses of that family must be bound to.
icmp::binding binding_of(const options::icmp& asked, core::family to);

/// Whoever has the sockets.
class lane_source {
 public:
  /// A lane of the pinger; what leaves there ends as local_error while there is no such socket.
  virtual std::uint16_t lane_of(const icmp::binding& wanted) = 0;

 protected:
  ~lane_source() = default;
};

/// How a request of a probe that asks so leaves for an address of that family. `lanes`: nullptr where nobody has any.
icmp::egress way_of(const options::any& asks, core::family to, lane_source* lanes);

}  // namespace reachd::probe
