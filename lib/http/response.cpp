// SPDX-License-Identifier: Apache-2.0
#include "http/response.hpp"

namespace reachd::http {

response response::text(unsigned status_code, std::string_view line) {
  return response(status_code, "text/plain; charset=utf-8", std::string(line) + "\n");
}

}  // namespace reachd::http
