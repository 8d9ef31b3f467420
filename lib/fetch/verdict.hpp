// SPDX-License-Identifier: Apache-2.0
// Whom to blame when libcurl fails. Role: its 99 codes as the kinds that people tell apart. [pure]
#pragma once

#include <string>
#include <string_view>

#include "fetch/response.hpp"

namespace reachd::fetch {

struct circumstances {
  int curl_code = 0;  // CURLcode
  int errno_value = 0;
  phase reached = phase::connect;
  std::string_view complaint = {};  // in words of libcurl
  bool at_once = false;             // while it was begun: no answer of the network can have come
};

failure_kind kind_of(const circumstances& how);

/// One printable line of bounded length.
std::string printable(std::string_view text);

}  // namespace reachd::fetch
