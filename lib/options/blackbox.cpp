// SPDX-License-Identifier: Apache-2.0
#include "options/blackbox.hpp"

#include <algorithm>

namespace reachd::options {

const probe_module* blackbox::find(std::string_view name) const {
  const auto found = std::ranges::find(modules, name, &probe_module::name);
  return found == modules.end() ? nullptr : &*found;
}

}  // namespace reachd::options
