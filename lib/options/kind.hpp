// SPDX-License-Identifier: Apache-2.0
// The kinds of probe there are. Role: the one list that configuration, probers and metrics share; its order is that of
// every table by kind.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/time.hpp"

namespace reachd::options {

enum class kind : std::uint8_t { icmp, tcp, http, exec, dns };
inline constexpr std::size_t kind_count = 5;
inline constexpr std::array<std::string_view, kind_count> kind_names = {"icmp", "tcp", "http", "exec", "dns"};

constexpr std::size_t index_of(kind value) { return static_cast<std::size_t>(value); }
constexpr std::string_view name_of(kind value) { return kind_names[index_of(value)]; }

/// It goes to an address, which may have to be looked up. A program knows by itself whom it asks.
constexpr bool goes_to_address(kind value) { return value != kind::exec; }

/// From one probe to the next where nothing is said: what costs the other side more is asked less often.
constexpr core::nanoseconds usual_interval(kind value) {
  const bool light = value == kind::icmp || value == kind::tcp;
  return light ? std::chrono::seconds(1) : std::chrono::seconds(30);
}

}  // namespace reachd::options
