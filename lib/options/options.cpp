// SPDX-License-Identifier: Apache-2.0
#include "options/options.hpp"

namespace reachd::options {

bool same(const any& left, const any& right) {
  if (left.index() != right.index()) return false;
  const auto equal = [&right]<typename Held>(const Held& one) {
    const Held& other = std::get<Held>(right);
    if constexpr (std::is_same_v<Held, std::monostate>) {
      return true;
    } else {
      return one == other || *one == *other;
    }
  };
  return std::visit(equal, left);
}

}  // namespace reachd::options
