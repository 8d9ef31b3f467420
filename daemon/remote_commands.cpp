// SPDX-License-Identifier: Apache-2.0
#include "daemon/remote_commands.hpp"

#include <cstdio>

#include "client/local_request.hpp"
#include "daemon/status_table.hpp"

namespace reachd::daemon {
namespace {

constexpr int done = 0;
constexpr int failure = 1;

/// Prints what went wrong, unless the answer is a good one.
bool answered(const core::result<client::local_answer>& answer) {
  if (!answer) {
    std::fprintf(stderr, "reachd: %s\n", answer.error().message().c_str());
    return false;
  }
  if (answer->status / 100 == 2) return true;
  std::fputs(answer->body.c_str(), stderr);
  return false;
}

}  // namespace

int reload(const reload_options& asked) {
  client::local_request question{.socket = asked.socket, .method = "POST", .target = "/-/reload"};
  if (!asked.wait) question.target += "?wait=no";
  const auto answer = client::ask(question);
  if (!answered(answer)) return failure;
  std::fputs(answer->body.c_str(), stdout);
  return done;
}

int status(const status_options& asked) {
  const client::local_request question{.socket = asked.socket,
                                       .target = asked.down ? "/api/v1/status?state=down" : "/api/v1/status"};
  const auto answer = client::ask(question);
  if (!answered(answer)) return failure;
  std::fputs(asked.json ? answer->body.c_str() : status_table(answer->body).c_str(), stdout);
  return done;
}

}  // namespace reachd::daemon
