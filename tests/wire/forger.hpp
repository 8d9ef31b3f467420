// SPDX-License-Identifier: Apache-2.0
// Sends so many forgeries at a given rate, all kinds and both families in turn, each about the newest request that has
// not been answered yet: at that time a prober is most inclined to believe. While there is none it replays. Role: the
// attacker beside the hosts of a wire. One thread, the same as the hosts': what it writes keeps its place among their
// replies.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <vector>

#include "core/unique_fd.hpp"
#include "wire/forgery.hpp"
#include "wire/witness.hpp"

namespace reachd::test_wire {

struct forger_settings {
  std::uint64_t count = 0;
  double rate = 20'000;  // a second
};

class forger final : public witness {
 public:
  /// `tun` is where the hosts write too; both it and `report` must outlive the forger.
  forger(int tun, const forger_settings& settings, std::FILE* report);

  /// Readable while something is to be sent.
  int timer() const { return timer_.get(); }

  void requested(const icmp_packet& request, byte_view packet) override;
  void replied(byte_view reply) override;

  /// Sends what is due. After the last one it writes to `report` one JSON line for each kind,
  /// {"family":4,"kind":"no_token","reason":"token","sent":1000}, and then {"total":23000,"seconds":1.15}.
  void send_due();

  /// Packets that the device refused; 0 unless something is wrong.
  std::uint64_t send_failures() const { return send_failures_; }

 private:
  struct source {
    bytes request;  // not answered yet; empty: there is none
    std::vector<bytes> old_replies;
    std::uint64_t replies = 0;
  };
  struct product {
    int family = 4;
    forgery kind{};
    std::uint64_t sent = 0;
  };

  void tick_every(std::int64_t period_ns);
  bool send_next();
  bool send(product& each);
  void write_report(std::int64_t now);

  int tun_;
  forger_settings settings_;
  std::FILE* report_;
  core::unique_fd timer_;
  std::map<int, source> sources_;  // by family
  std::vector<product> products_;
  std::size_t next_ = 0;
  std::uint64_t sent_ = 0, send_failures_ = 0;
  double owed_ = 0;
  std::int64_t started_ns_ = 0, last_ns_ = 0;
};

}  // namespace reachd::test_wire
