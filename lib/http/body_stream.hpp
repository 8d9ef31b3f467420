// SPDX-License-Identifier: Apache-2.0
// The body of an answer that is made while it is sent. Role: the server pulls one chunk ahead of what it sends, so a
// slow client slows its maker down and no page is ever whole in memory. Owner: the response.
#pragma once

#include <string>

#include "async/task.hpp"
#include "core/error.hpp"

namespace reachd::http {

class body_stream {
 public:
  body_stream() = default;
  body_stream(const body_stream&) = delete;
  body_stream& operator=(const body_stream&) = delete;
  virtual ~body_stream() = default;

  /// The next chunk, of any size; an empty one ends the body. An error cuts the connection, so that the client sees
  /// that the body is not whole. Called one at a time, and not again after the end, an error or a stop.
  virtual async::task<core::result<std::string>> next() = 0;
};

}  // namespace reachd::http
