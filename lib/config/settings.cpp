// SPDX-License-Identifier: Apache-2.0
#include "config/settings.hpp"

namespace reachd::config {

std::string url_of(const target_settings& target) {
  const auto* const asked = options::get<options::http>(target.asks);
  if (asked == nullptr) return {};
  return (asked->secure ? "https://" : "http://") + asked->authority + asked->path;
}

}  // namespace reachd::config
