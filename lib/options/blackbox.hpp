// SPDX-License-Identifier: Apache-2.0
// What /probe may be asked for: named sets of options, and where they may be sent. Role: the value that goes from the
// configuration to that page. Owner: shared; a reload gives another one, and a probe under way keeps its own.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "options/allow_list.hpp"
#include "options/kind.hpp"
#include "options/options.hpp"

namespace reachd::options {

/// Which of a name's addresses is probed; `any` (as_ordered): the first in the order of the system (RFC 6724).
enum class family_choice : std::uint8_t { as_ordered, prefer_ipv4, prefer_ipv6, ipv4, ipv6 };
inline constexpr std::array<std::string_view, 5> family_choice_names = {"any", "prefer_4", "prefer_6", "4", "6"};

struct probe_module {
  std::string name = {};
  kind probe = kind::icmp;      // never exec
  core::nanoseconds timeout{};  // zero: what the scrape leaves
  family_choice family = family_choice::as_ordered;
  any asks = {};                                           // of that kind, or none
  std::shared_ptr<const std::string> asks_yaml = nullptr;  // the same, as it is shown; nullptr: nothing is said of it
};

struct blackbox {
  allow_list allow = {};
  std::vector<probe_module> modules = {};

  /// nullptr: there is none of that name.
  const probe_module* find(std::string_view name) const;
};

}  // namespace reachd::options
