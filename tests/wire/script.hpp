// SPDX-License-Identifier: Apache-2.0
// What the hosts behind the wire do, network by network. A rule is one line of text:
//   NETWORK [delay=5ms[..9ms]] [lose=P] [duplicate=P] [hold=P:30ms] [error=TYPE/CODE[:P]] [from=ADDRESS] [and_reply]
//           [checksum=P] [source=P] [token=P] [code=P] [short=P] [forged_error=P]
// P is `all`, `1/7` (exactly every seventh request to each host) or `2.5%` (at random, from the seed, the same in every
// run). The longest matching network holds. The last line are forgeries, sent in place of the reply.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/packet.hpp"

namespace reachd::test_wire {

using nanoseconds = std::chrono::nanoseconds;

struct pattern {
  std::uint64_t every = 0;  // 1-in-n, 0: off
  double chance = 0;        // 0 to 1

  /// `count` is 1 for the first request to a host; `random` is uniform in [0, 1).
  bool hits(std::uint64_t count, double random) const { return every > 0 ? count % every == 0 : random < chance; }
};

struct network {
  ip address;
  unsigned prefix = 0;

  bool contains(const ip& host) const;
  std::string text() const { return address.text() + "/" + std::to_string(prefix); }
};

struct behaviour {
  network hosts;
  nanoseconds delay_least{}, delay_most{};
  nanoseconds hold_for{};
  pattern lose, duplicate, hold, error, checksum, source, token, code, shorten, forged_error;
  std::uint8_t error_type = 0, error_code = 0;
  std::optional<ip> error_from;  // the probed host itself if nothing
  bool reply_after_error = false;
};

/// One packet that leaves a host, `delay` after its request came in.
struct departure {
  nanoseconds delay{};
  const char* action = "";  // reply, duplicate, error, checksum, source, token, code, short, forged_error
  bytes packet;
};

class script {
 public:
  explicit script(std::uint64_t seed = 1) : seed_(seed) {}

  /// Adds one rule; else what is wrong with it.
  std::expected<void, std::string> add(std::string_view rule);

  const std::vector<behaviour>& rules() const { return rules_; }

  /// Null where no network of the script has that host.
  const behaviour* find(const ip& host) const;

  /// What leaves for the `count`-th request (from 1) to its destination; nothing: it is lost.
  /// `packet` is the request with its IP header, `request` what it says.
  std::vector<departure> answer(const behaviour& how, const icmp_packet& request, byte_view packet,
                                std::uint64_t count) const;

 private:
  std::uint64_t seed_;
  std::vector<behaviour> rules_;
};

}  // namespace reachd::test_wire
