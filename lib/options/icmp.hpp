// SPDX-License-Identifier: Apache-2.0
// What an ICMP probe sends, and which way it leaves. What is not set is left to the kernel.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/time.hpp"

namespace reachd::options {

/// So many echo requests at each due time, one of them every `gap`.
struct burst {
  std::uint16_t count = 1;
  core::nanoseconds gap = std::chrono::milliseconds(20);

  bool operator==(const burst&) const = default;
};

struct icmp {
  std::uint16_t size = 56;                 // bytes of payload
  std::optional<std::uint8_t> ttl = {};    // hop limit
  std::optional<std::uint8_t> dscp = {};   // RFC 2474, six bits
  std::optional<bool> dont_fragment = {};  // true: never fragmented, whatever the path's MTU is said to be
  std::string source = {};                 // a literal address of this machine; empty: the kernel chooses
  std::string interface = {};              // a link or a VRF; empty: as the routes say
  std::optional<std::uint32_t> mark = {};  // for policy routing
  options::burst burst = {};

  bool operator==(const icmp&) const = default;
};

}  // namespace reachd::options
