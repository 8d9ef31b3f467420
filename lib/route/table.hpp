// SPDX-License-Identifier: Apache-2.0
// What the kernel knows of the way to an address: the default routes in force, their links and gateways. Role: the only
// header of this folder that the daemon needs, beside gateways.hpp. Owner: the daemon, which watches fd() and calls
// from its own thread. Invariant: never throws, and never waits but for the kernel itself (it answers within the system
// call; 1 s as a last resort). Sources: rtnetlink(7), linux/rtnetlink.h, linux/neighbour.h.
//
//   on readable:  if (table.drain()) want to refresh
//   when wanted:  auto all = table.refresh();  // error: again later; false: again next turn; true: up to date
#pragma once

#include <memory>

#include "core/address.hpp"
#include "core/error.hpp"
#include "route/default_dump.hpp"
#include "route/notifications.hpp"
#include "route/questions.hpp"
#include "route/ways.hpp"

namespace reachd::route {

class table {
 public:
  /// Opens the sockets, in the network namespace of the calling thread, and reads everything once.
  static core::result<std::unique_ptr<table>> open();
  /// Knows nothing until refresh().
  table(notifications told, questions asked) : told_(std::move(told)), asked_(std::move(asked)) {}

  /// Watch it for UV_READABLE | UV_PRIORITIZED, as uv::wake_on_readable does. The same one for ever.
  int fd() const { return told_.fd(); }
  /// Reads the notifications that wait, a bounded number. True: refresh() has something to read again.
  bool drain();
  /// Reads again what notifications made out of date; nothing when there is no such thing. False: not all is read yet,
  /// because the routing table is large or changed meanwhile.
  core::result<bool> refresh();
  /// refresh() has something to read, or to read on.
  bool is_stale() const { return stale_ != impact::nothing || dump_.running(); }
  /// Everything is to be read again, such as after a suspend.
  void distrust() { stale_ = impact::routes; }

  /// The default route that the kernel uses. nullptr: none. It and what it holds are valid until the next refresh(),
  /// and the states of its links and gateways as old as the last.
  const default_way* default_of(core::family family) const { return known_.in_force(family); }
  /// default_of(), or else the last there was, with the present state of its links: what an outage is told by. nullptr:
  /// there was none since open().
  const default_way* last_default_of(core::family family) const { return known_.last(family); }

  /// Which way a packet to this address takes now. Asked, not remembered.
  core::result<way> way_to(const core::address& destination, const packet_binding& bound = {}) {
    return asked_.way_to(destination, bound);
  }
  /// The state of a link or of a gateway now.
  core::result<link_state> link(std::uint32_t interface) { return asked_.link(interface); }
  core::result<route::neighbour> neighbour(std::uint32_t interface, const core::address& address) {
    return asked_.neighbour(interface, address);
  }

 private:
  core::result<bool> read_routes();

  notifications told_;
  questions asked_;
  default_dump dump_;
  ways known_;
  impact stale_ = impact::routes;
};

}  // namespace reachd::route
