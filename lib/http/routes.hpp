// SPDX-License-Identifier: Apache-2.0
// Which handler answers what. Role: the table of pages; it also answers what no handler does: 404, 405, 501.
// Owner: the server, for as long as it lives, so a handler's captures outlive the tasks it returns.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace reachd::http {

/// Its task is stopped when the client goes away or the server stops; it ends then as soon as it can, with any answer.
using handler = std::function<async::task<response>(request)>;

class routes {
 public:
  /// `path` matches as a whole, or, when it ends with `*`, whatever begins as it does. A handler of GET serves HEAD
  /// too: the server leaves the body out.
  void add(std::string method, std::string path, handler run);

  /// The task that answers `asked`.
  async::task<response> respond(request asked) const;

 private:
  struct route {
    std::string method;
    std::string path;
    handler run;
  };
  std::string allowed(const std::string& path) const;

  std::vector<route> routes_;
};

}  // namespace reachd::http
