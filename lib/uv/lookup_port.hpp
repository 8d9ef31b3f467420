// SPDX-License-Identifier: Apache-2.0
// Asking for one name. Role: what the resolver's queue calls; the real one is system_lookup, tests script their own.
// Owner: outlives the resolver that calls it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/address.hpp"
#include "core/error.hpp"
#include "core/families.hpp"
#include "core/time.hpp"

namespace reachd::uv {

/// The addresses of a name that were asked for, in the order of preference (RFC 6724), each once and at least one; or
/// why there are none.
using lookup_answer = core::result<std::vector<core::address>>;

class lookup_port {
 public:
  /// Gets the answer and how long the lookup took.
  using done = std::function<void(lookup_answer, core::nanoseconds)>;

  /// Starts a lookup and calls `ended` exactly once, from the loop's thread; at once if it cannot start.
  virtual void begin(const std::string& name, core::families wanted, done ended) = 0;

 protected:
  ~lookup_port() = default;
};

}  // namespace reachd::uv
