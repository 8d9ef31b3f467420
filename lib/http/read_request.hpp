// SPDX-License-Identifier: Apache-2.0
// From libmicrohttpd's view of a header to a request. Role: copies and decodes once, and says what is refused.
#pragma once

#include <optional>

#include "http/limits.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

struct MHD_Connection;

namespace reachd::http {

/// What stands in the header of `raw`. `target` is the request target without its query, still encoded.
struct read_header {
  request asked;
  std::optional<response> refusal;  ///< 400, 413 or 431: the header breaks the rules or `bounds`
};
read_header read_request(MHD_Connection& raw, const char* method, const char* target, const limits& bounds);

}  // namespace reachd::http
