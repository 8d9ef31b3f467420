// SPDX-License-Identifier: Apache-2.0
// One HTTP request to a daemon on this machine, through its control socket. Role: how the command line speaks to the
// running program. Blocks until the answer is whole; libcurl does the talking.
#pragma once

#include <chrono>
#include <string>

#include "core/error.hpp"

namespace reachd::client {

struct local_request {
  std::string socket;          // path of the Unix socket
  std::string method = "GET";  // or POST, with an empty body
  std::string target = "/";    // path and query, encoded
  std::chrono::seconds longest{60};
};

struct local_answer {
  long status = 0;
  std::string body;
};

/// An error says what to do when nobody listens there, or when we may not ask.
core::result<local_answer> ask(const local_request& question);

/// As a part of a path or a query.
std::string percent_encoded(const std::string& text);

}  // namespace reachd::client
