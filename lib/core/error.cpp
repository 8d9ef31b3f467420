// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"

#include <cstring>
#include <system_error>

namespace reachd::core {

error error::from_errno(std::string_view context, int errno_value) {
  const std::string reason = std::generic_category().message(errno_value);
  return error(std::string(context) + ": " + reason + " (" + errno_name(errno_value) + ")", errno_value);
}

std::string errno_name(int errno_value) {
  const char* name = strerrorname_np(errno_value);
  return name != nullptr ? std::string(name) : "E" + std::to_string(errno_value);
}

}  // namespace reachd::core
