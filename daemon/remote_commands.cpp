// SPDX-License-Identifier: Apache-2.0
#include "daemon/remote_commands.hpp"

#include <cstdio>

#include "daemon/remote_answer.hpp"
#include "daemon/status_table.hpp"

namespace reachd::daemon {
namespace {

constexpr int done = 0;
constexpr int failure = 1;

}  // namespace

int reload(const reload_options& asked) {
  client::local_request question{.socket = asked.socket, .method = "POST", .target = "/-/reload"};
  if (!asked.wait) question.target += "?wait=no";
  const auto answer = ask_running(question);
  if (!answer) return failure;
  std::fputs(answer->c_str(), stdout);
  return done;
}

int status(const status_options& asked) {
  const client::local_request question{.socket = asked.socket,
                                       .target = asked.down ? "/api/v1/status?state=down" : "/api/v1/status"};
  const auto answer = ask_running(question);
  if (!answer) return failure;
  std::fputs(asked.json ? answer->c_str() : status_table(*answer).c_str(), stdout);
  return done;
}

}  // namespace reachd::daemon
