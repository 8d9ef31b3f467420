// SPDX-License-Identifier: Apache-2.0
// The scripted network of one family and the socket on it. Role: the pinger's packet_port; decides by the scenario what
// becomes of every request, lets packets arrive on the virtual clock, and writes the truth into the ledger.
// Owner: the simulation; it stands before the pinger. Invariant: what is drawn for a request depends on the seed, its
// target and its number alone; a full receive queue drops what arrives, as the kernel's does; nothing arrives from
// beyond a cut uplink, nor while the machine sleeps.
#pragma once

#include <deque>
#include <queue>
#include <vector>

#include "icmp/packet_port.hpp"
#include "sim/clock.hpp"
#include "sim/frame.hpp"
#include "sim/ledger.hpp"
#include "sim/mailbag.hpp"

namespace reachd::sim {

/// What the daemon has taken out of the receive queue, by what it is.
enum class bearing : std::uint8_t { reply, error, checksum, source, token, code, shortened, forged_error, gateway };
inline constexpr std::size_t bearing_count = 9;

struct network_counts {
  std::array<std::uint64_t, bearing_count> read{};
  std::uint64_t unknown_requests = 0;  // left with a token that is nobody's
  std::uint64_t checksums_by_kernel = 0;

  std::uint64_t of(bearing what) const { return read[static_cast<std::size_t>(what)]; }
};

class network final : public icmp::packet_port {
 public:
  network(const scenario& script, std::uint64_t seed, clock& time, ledger& truth, core::family family)
      : script_(&script), seed_(seed), time_(&time), truth_(&truth), family_(family) {}

  /// Lets everything arrive that has come until now.
  void arrive();
  /// When the next packet or notice is there to be read.
  core::instant next_event() const;

  const network_counts& counts() const { return counts_; }
  /// When the daemon was last told of an overflow; nullopt: never.
  std::optional<core::instant> overflow_told() const { return overflow_told_; }

  core::family family() const override { return family_; }
  wire::framing framing() const override {
    return family_ == core::family::v4 ? wire::framing::ipv4_header : wire::framing::none;
  }
  std::uint16_t ident() const override { return 0xabcd; }
  icmp::clock_reading now() override { return {.monotonic = time_->now(), .wall = time_->wall_now()}; }
  void send(std::span<icmp::outgoing> batch) override;
  std::span<const icmp::arrival> receive() override;
  std::span<const icmp::notice> collect() override;
  icmp::kernel_drops drops() override;

 private:
  struct packet {
    sim::frame frame;
    core::address source;
    core::instant at{};
    std::uint64_t sequence = 0;
    std::uint32_t target = 0;
    std::uint32_t incarnation = 0;
    bearing what = bearing::reply;
    bool stamped = true;
    bool quotes_token = true;  // of an error
    bool vanishes = false;     // before it is here
    std::uint8_t reply = 0;    // which of its flight's
  };
  /// One request on its way.
  struct request {
    const icmp::outgoing* packet;
    std::uint32_t target;
    host* to;
    std::uint64_t number;  // of its host, from 1
    flight* truth;         // nullptr: nobody's
    const behaviour* how;
    draws draw;
    core::instant left{};

    bool hit(const pattern& of) { return of.hits(number, draw); }
  };

  int hand_over(const icmp::outgoing& asked, core::instant handed_over);
  void stamp(request& sent);
  int refusal(request& sent, const uplink_cut* cut);
  bool is_lost(request& sent);
  void answer(request& sent);
  void reply(request& sent, core::instant at);
  bool answer_falsely(request& sent, core::instant at);
  packet& post(const request& about, core::instant at, bearing what);
  void enqueue(packet& arrived, std::uint32_t index);
  void forget(const packet& gone);
  void note_read(packet& taken);
  void note_reply(const packet& taken, flight& truth);

  const scenario* script_;
  std::uint64_t seed_;
  clock* time_;
  ledger* truth_;
  core::family family_;
  mailbag<packet> packets_;
  mailbag<packet> stamps_;
  std::vector<std::uint32_t> taken_packets_, taken_stamps_;
  std::deque<std::uint32_t> queue_;  // the receive queue
  std::vector<icmp::arrival> arrivals_;
  std::vector<icmp::notice> notices_;
  icmp::kernel_drops drops_;
  icmp::kernel_drops told_;
  std::optional<core::instant> overflow_told_;
  network_counts counts_;
};

}  // namespace reachd::sim
