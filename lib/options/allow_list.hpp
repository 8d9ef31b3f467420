// SPDX-License-Identifier: Apache-2.0
// Where a probe may go that anybody may ask for. Role: what stands between a request and the network behind us; it is
// asked about the address that is dialled, never about what somebody wrote. Invariant: nothing is allowed that no rule
// names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/network.hpp"

namespace reachd::options {

struct port_range {
  std::uint16_t least = 1;
  std::uint16_t most = 65'535;

  /// "443" or "8000-8999", from 1 to 65535; anything else: nullopt.
  static std::optional<port_range> parse(std::string_view text);
  bool contains(std::uint16_t port) const { return port >= least && port <= most; }
  std::string to_string() const;
  bool operator==(const port_range&) const = default;
};

struct allow_rule {
  core::network net;
  std::vector<port_range> ports = {};  // none: every port, and what has no port

  bool operator==(const allow_rule&) const = default;
};

struct allow_list {
  std::vector<allow_rule> rules = {};

  /// `port`: nullopt for ICMP, which a rule with ports does not allow.
  bool permits(const core::address& dialled, std::optional<std::uint16_t> port) const;
  bool operator==(const allow_list&) const = default;
};

}  // namespace reachd::options
