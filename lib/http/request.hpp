// SPDX-License-Identifier: Apache-2.0
// What a client asked for, as a value. Role: what a handler gets. Invariant: path and parameters are decoded once and
// hold whatever bytes the client sent; nothing in them may be trusted. A body is not kept: no page of ours takes one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reachd::http {

using name_value = std::pair<std::string, std::string>;

struct user_password {
  std::string user;
  std::string password;
};

struct request {
  bool by_control_socket = false;  ///< only who may open that file can ask there
  std::string method;
  std::string path;  ///< from the first slash on, without the query
  std::vector<name_value> parameters;
  std::vector<name_value> headers;
  std::optional<user_password> credentials;  ///< of basic authentication (RFC 7617)

  /// The first parameter of that name.
  std::optional<std::string_view> parameter(std::string_view name) const;
  /// All fields of that name, joined by ", " (RFC 9110 section 5.3); empty when there is none. Case does not matter.
  std::string header(std::string_view name) const;
};

/// The path of a request target in origin form ("/a/b") or absolute form ("http://host/a/b"), still encoded.
std::string_view path_of_target(std::string_view target);

}  // namespace reachd::http
