// SPDX-License-Identifier: Apache-2.0
// What a handler answers, as a value. Role: status, content type, further header fields and a body. The server adds
// what every answer has: length or chunking, content coding, security fields.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/body_stream.hpp"
#include "http/request.hpp"

namespace reachd::http {

struct response {
  using body_type = std::variant<std::string, std::unique_ptr<body_stream>>;

  response(unsigned status_code, std::string type, std::string whole)
      : status(status_code), content_type(std::move(type)), body(std::move(whole)) {}
  response(unsigned status_code, std::string type, std::unique_ptr<body_stream> made)
      : status(status_code), content_type(std::move(type)), body(std::move(made)) {}

  /// A line of plain text; the line feed is added.
  static response text(unsigned status_code, std::string_view line);

  unsigned status;
  std::string content_type;
  std::vector<name_value> headers;
  body_type body;
  /// False for what is compressed already and for event streams, whose pieces must leave at once.
  bool compressible = true;
};

}  // namespace reachd::http
