// SPDX-License-Identifier: Apache-2.0
#include "daemon/iso_time.hpp"

#include <fmt/chrono.h>

namespace reachd::daemon {

std::string iso_time(core::wall_time at) {
  if (at == core::wall_time{}) return {};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch());
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch() - seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(seconds.count())),
                     rest.count());
}

}  // namespace reachd::daemon
