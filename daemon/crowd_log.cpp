// SPDX-License-Identifier: Apache-2.0
#include "daemon/crowd_log.hpp"

namespace reachd::daemon {
namespace {

using namespace std::chrono_literals;

}  // namespace

bool crowd_log::admit(const std::string& kind, core::instant now) {
  second& current = kinds_.try_emplace(kind, second{.begun = now, .seen = 0}).first->second;
  return ++current.seen <= said_each_second;
}

std::vector<crowd_log::rest> crowd_log::take(core::instant now) {
  std::vector<rest> out;
  for (auto at = kinds_.begin(); at != kinds_.end();) {
    if (now - at->second.begun < 1s) {
      ++at;
      continue;
    }
    if (at->second.seen > said_each_second) out.push_back({at->first, at->second.seen - said_each_second});
    at = kinds_.erase(at);
  }
  return out;
}

}  // namespace reachd::daemon
