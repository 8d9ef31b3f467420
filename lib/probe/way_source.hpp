// SPDX-License-Identifier: Apache-2.0
// What the kernel knows of our ways out. Role: the seam between the uplink and the routing table, which a simulation
// replaces. Invariant: nothing waits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/address.hpp"
#include "core/time.hpp"

namespace reachd::probe {

/// What is known of the gateway's link address (ARP, neighbour discovery).
enum class link_address : std::uint8_t {
  asked_for,  // not yet: it says nothing
  known,
  failed,  // it was asked for, and nobody answered
};

/// A link that the default route uses.
struct link_seen {
  std::uint32_t interface = 0;  // its index
  bool works = false;
};

/// The default route of one family as it is now.
struct way_out {
  bool existed = false;                    // there is one, or was since the start
  bool routed = false;                     // there is one
  bool linked = false;                     // a link of it works
  std::optional<core::address> gateway{};  // none: point-to-point
  probe::link_address link_address = probe::link_address::asked_for;
  std::optional<core::nanoseconds> confirmed_ago{};  // since its link address was last known to be right
  std::string interface {};
  std::vector<link_seen> links{};  // of all its hops

  bool works() const { return routed && linked; }
};

/// What of the default route an address needs to be reached.
enum class dependence : std::uint8_t {
  none,  // local, or on its way by another interface or gateway
  link,  // on the link of the default route
  way,   // beyond its gateway
};

struct need {
  dependence of = dependence::none;
  std::uint32_t interface = 0;  // with `link`: which one
};

/// What the packets of a probe are bound to besides their destination; what is empty is nothing.
struct bound_packets {
  std::string source{};
  std::string interface {};
  std::uint32_t mark = 0;

  bool to_nothing() const { return source.empty() && interface.empty() && mark == 0; }
};

class way_source {
 public:
  virtual way_out look(core::family family) = 0;
  /// nullopt: it could not be asked.
  virtual std::optional<need> need_of(const core::address& destination, const bound_packets& as) = 0;

 protected:
  ~way_source() = default;
};

}  // namespace reachd::probe
