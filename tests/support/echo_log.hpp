// SPDX-License-Identifier: Apache-2.0
// An echo_sink that remembers, and a pinger between two scripted ports.
#pragma once

#include <vector>

#include "icmp/pinger.hpp"
#include "support/scripted_port.hpp"

namespace reachd::test {

class echo_log final : public icmp::echo_sink {
 public:
  struct entry {
    core::target_id target;
    std::uint64_t sequence;
    core::probe_result result;
  };
  struct extra_reply {
    std::uint64_t sequence;
    core::nanoseconds rtt;  // of a late one; 0: a duplicate
    bool operator==(const extra_reply&) const = default;
  };
  std::vector<entry> ended;
  std::vector<extra_reply> extra;
  bool targets_are_gone = false;

  std::size_t count(core::outcome how) const {
    std::size_t count = 0;
    for (const entry& one : ended) count += one.result.outcome == how ? 1 : 0;
    return count;
  }

 private:
  void echo_sent(core::target_id, core::instant) override {}
  void echo_ended(core::target_id target, std::uint64_t sequence, const core::probe_result& result) override {
    ended.push_back({target, sequence, result});
  }
  bool echo_late(core::target_id, std::uint64_t sequence, core::nanoseconds rtt) override {
    if (!targets_are_gone) extra.push_back({sequence, rtt});
    return !targets_are_gone;
  }
  bool echo_duplicate(core::target_id, std::uint64_t sequence) override {
    if (!targets_are_gone) extra.push_back({sequence, {}});
    return !targets_are_gone;
  }
};

/// A pinger in virtual time. Invariant to check at the end: begun = ended + in flight.
struct scripted_world {
  virtual_loop loop;
  scripted_port v4{loop, core::family::v4};
  scripted_port v6{loop, core::family::v6};
  echo_log log;
  icmp::pinger pinger{loop.clock(), log, &v4, &v6, {.key = wire::siphash_key{std::byte{42}}}};
  std::uint64_t begun = 0;

  void begin(std::string_view address, core::nanoseconds timeout, std::uint32_t target = 0) {
    pinger.begin({.target = {.index = target, .generation = 1},
                  .sequence = begun++,
                  .address = ip(address),
                  .timeout = timeout});
  }
  /// Begins one echo and runs the turn that sends it.
  const scripted_port::request& send_one(std::string_view address = "192.0.2.9",
                                         core::nanoseconds timeout = std::chrono::seconds(1)) {
    begin(address, timeout);
    loop.settle();
    return (ip(address).family() == core::family::v4 ? v4 : v6).sent.back();
  }
  bool balanced() const { return begun == log.ended.size() + pinger.in_flight(); }
  const core::probe_result& only() const { return log.ended.at(0).result; }
};

}  // namespace reachd::test
