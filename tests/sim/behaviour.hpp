// SPDX-License-Identifier: Apache-2.0
// What the network does with the requests to a target, as words in one line of a scenario:
//   delay=1ms..9ms   from the request's leaving to the reply's arrival       wait=1ms..5ms   until the request leaves
//   lose=P  burst=P:20 (a burst of 20 lost ones begins)  duplicate=P  hold=P:30ms (the reply comes that much later)
//   replay=P:5s (the reply comes once more, that much later)
//   error=P (host unreachable)  quote=8 (errors quote 8 bytes, RFC 792)  and_reply (and the reply comes all the same)
//   checksum=P source=P token=P code=P short=P forged_error=P (in place of the reply)
//   refuse=P:EPERM (sending fails)  no_send_stamp=P  no_receive_stamp=P
// P is `all`, `1/7` (exactly every seventh request to each target) or `2.5%` (at random). As in tests/wire.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "config/problem.hpp"
#include "core/time.hpp"
#include "sim/draws.hpp"

namespace reachd::sim {

struct pattern {
  std::uint64_t every = 0;        // 1-in-n, 0: off
  std::uint64_t per_million = 0;  // at random

  bool off() const { return every == 0 && per_million == 0; }
  /// `count` is 1 for the first.
  bool hits(std::uint64_t count, draws& draw) const {
    if (every > 0) return count % every == 0;
    return per_million > 0 && draw.below(1'000'000) < per_million;
  }
};

/// nullopt: not a P.
std::optional<pattern> parse_pattern(std::string_view text);

struct span_of_time {
  core::nanoseconds least{};
  core::nanoseconds most{};
};

struct behaviour {
  span_of_time delay{std::chrono::milliseconds(1), std::chrono::milliseconds(1)};
  span_of_time wait;
  pattern lose, burst, duplicate, hold, replay, error, refuse, no_send_stamp, no_receive_stamp;
  pattern checksum, source, token, code, shorten, forged_error;
  std::uint64_t burst_length = 0;
  core::nanoseconds hold_for{};
  core::nanoseconds replay_after{};
  int refuse_with = 0;  // errno
  std::uint16_t quoted = 64;
  bool reply_after_error = false;
};

/// The complaint is about one word.
std::expected<behaviour, config::complaint> parse_behaviour(std::string_view words);

}  // namespace reachd::sim
