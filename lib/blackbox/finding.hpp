// SPDX-License-Identifier: Apache-2.0
// What a probe of /probe came to. Role: from the run to those who write it as metrics and as text.
#pragma once

#include <cstdint>
#include <optional>

#include "core/address.hpp"
#include "core/outcome.hpp"
#include "probe/account.hpp"

namespace reachd::blackbox {

struct finding {
  bool success = false;
  bool looked_up = false;  // what was asked for has a host to look up
  core::instant began{};
  core::nanoseconds took{};                   // all of it
  core::nanoseconds lookup{};                 // of the host; zero: not reached
  std::optional<core::address> address = {};  // that was chosen to be dialled
  core::probe_result how = {};
  probe::account told = {};
};

}  // namespace reachd::blackbox
