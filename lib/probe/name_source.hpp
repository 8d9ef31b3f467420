// SPDX-License-Identifier: Apache-2.0
// Where the addresses of names come from. Role: the seam between the targets and the resolver, which a simulation
// replaces. Errors are for people; a failed lookup says nothing about the host.
#pragma once

#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/address.hpp"
#include "core/error.hpp"
#include "core/families.hpp"

namespace reachd::probe {

class name_source {
 public:
  /// The addresses of `name` that are `wanted`, at least one, in the order of preference (RFC 6724). Stopped: an error
  /// whose code is ECANCELED.
  virtual async::task<core::result<std::vector<core::address>>> lookup(std::string name, core::families wanted) = 0;

 protected:
  ~name_source() = default;
};

}  // namespace reachd::probe
