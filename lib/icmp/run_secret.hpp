// SPDX-License-Identifier: Apache-2.0
// What makes this run's packets its own. Role: the key of the tokens and the ICMP identifier, fresh from the kernel's
// random numbers at every start, so that nobody can answer for a target without having seen the request.
#pragma once

#include <cstdint>

#include "core/error.hpp"
#include "wire/siphash.hpp"

namespace reachd::icmp {

struct run_secret {
  wire::siphash_key key{};
  std::uint16_t ident = 0;
};

/// getrandom(2). Error: the kernel has none to give.
core::result<run_secret> random_run_secret();

}  // namespace reachd::icmp
