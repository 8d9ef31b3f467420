// SPDX-License-Identifier: Apache-2.0
// Who may read the pages by TCP. Role: what `web.config_file` says, made true: TLS and header fields in the server,
// passwords here. A bcrypt check runs on the pool, one at a time, so that guesses never keep lookups and files from it.
// Owner: runtime; the server is gone before it. Invariant: after a change that fails all is as before.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "access/verdict_cache.hpp"
#include "async/semaphore.hpp"
#include "config/settings.hpp"
#include "http/server.hpp"
#include "uv/loop.hpp"

namespace reachd::daemon {

class web_access {
 public:
  explicit web_access(uv::loop& loop) : loop_(&loop), checks_(loop.ready(), 1) {}

  /// Makes `wanted` true in `server`; whether that changed anything. The error is that of TLS.
  core::result<bool> change(http::server& server, const config::web_access& wanted);
  /// As http::admission: 401 without the right password; nothing is asked while there are no users.
  async::task<std::optional<http::response>> admit(const http::request& asked);

 private:
  async::task<bool> is_right(http::user_password given);

  uv::loop* loop_;
  config::web_access now_;
  std::map<std::string, std::string, std::less<>> users_;
  access::verdict_cache verdicts_;
  async::semaphore checks_;
};

}  // namespace reachd::daemon
