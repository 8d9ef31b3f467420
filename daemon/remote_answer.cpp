// SPDX-License-Identifier: Apache-2.0
#include "daemon/remote_answer.hpp"

#include <cstdio>

namespace reachd::daemon {

std::optional<std::string> ask_running(const client::local_request& question) {
  auto answer = client::ask(question);
  if (!answer) {
    std::fprintf(stderr, "reachd: %s\n", answer.error().message().c_str());
    return std::nullopt;
  }
  if (answer->status / 100 == 2) return std::move(answer->body);
  std::fputs(answer->body.c_str(), stderr);
  return std::nullopt;
}

}  // namespace reachd::daemon
