// SPDX-License-Identifier: Apache-2.0
// The other side's book of what a pinger did: what was begun, what it sent, what was delivered to it. Role: says after
// each step whether what the pinger counted and ended is explained by that. Owner: the target, one for each input.
// Invariant checked: begun = ended + in flight; each echo ends once; a reply or an ICMP error is believed only with its
// token from its address; a packet is counted at most once; no count goes back.
#pragma once

#include <array>
#include <map>
#include <set>
#include <vector>

#include "fuzz/oracle.hpp"
#include "support/echo_log.hpp"

namespace reachd::fuzz {

class pinger_book {
 public:
  explicit pinger_book(test::scripted_world& world) : world_(&world) {}

  void begin(core::target_id target, const core::address& address, core::nanoseconds timeout);
  void stop(core::target_id target) { stopped_.insert(target.index); }
  void refuse_some() { refused_ = true; }
  void drop(const icmp::kernel_drops& more);
  /// An arrival as the port gives it.
  void deliver(core::family family, const core::address& source, const test::bytes& packet);
  /// An ICMP error in the error queue.
  void tell_error(core::family family, const icmp::notice& told, const test::bytes& packet);

  std::size_t begun() const { return echoes_.size(); }
  std::size_t unread() const { return delivered_.size(); }

  /// After turns at one time that began with all deliveries unread; or after time has passed without any.
  void check();

 private:
  struct echo {
    core::target_id target{};
    core::address address{};
    core::nanoseconds timeout{};
    core::instant sent{};
    wire::echo_identity identity{};
    std::uint16_t icmp_sequence = 0;
    bool in_flight = false;
    bool errored = false;  // an ICMP error about it was delivered while it was in flight
    bool ended = false;
  };
  struct delivery {
    core::family family{};
    core::address source{};
    test::bytes packet{};
    std::optional<core::address> error{};  // from the error queue, about a request to there
    bool used = false;
  };

  void read_errors();
  void read_sent(test::scripted_port& port, std::size_t& read);
  void check_ended(const test::echo_log::entry& ended);
  void check_reply(const echo& one, const core::probe_result& result);
  void check_unseen(const echo& one);
  void take_reply(const echo& one);
  void check_counts(std::size_t replies);
  std::optional<byte_span> message_in(const delivery& what) const;
  std::optional<quotation> quoted_by(const delivery& what) const;

  test::scripted_world* world_;
  std::vector<echo> echoes_;  // by sequence
  std::vector<delivery> delivered_;
  std::set<std::uint32_t> stopped_;
  std::array<std::size_t, 2> read_sent_{};
  std::size_t read_ended_ = 0;
  icmp::kernel_drops dropped_;  // since the last check
  bool overflowed_ = false;
  bool refused_ = false;
  icmp::counters counters_;  // at the last check
};

}  // namespace reachd::fuzz
