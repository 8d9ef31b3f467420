// SPDX-License-Identifier: Apache-2.0
// Who may read the pages by TCP. Role: what `web.config_file` says, made true: TLS and header fields in the server,
// passwords here. A bcrypt check runs on the pool, one at a time, so that guesses never keep lookups and files from it.
// Owner: runtime; the server is gone before it. Invariant: after a change that fails all is as before.
#pragma once

#include <map>
#include <memory>
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
  explicit web_access(uv::loop& loop) : loop_(&loop), checks_(std::make_shared<async::semaphore>(loop.ready(), 1)) {}

  /// Makes `wanted` true in `server`; whether that changed anything. The error is that of TLS.
  core::result<bool> change(http::server& server, const config::web_access& wanted);
  /// Requests that wait for their password to be checked.
  std::size_t waiting() const { return checks_->waiting(); }
  /// As http::admission: 401 without the right password, 503 where too many are asked for; nothing while there are no
  /// users.
  async::task<std::optional<http::response>> admit(const http::request& asked);

 private:
  enum class verdict { right, wrong, none };
  /// `none`: there are too many before it, or it was stopped.
  async::task<verdict> judge(http::user_password given);

  uv::loop* loop_;
  config::web_access now_;
  std::map<std::string, std::string, std::less<>> users_;
  access::verdict_cache verdicts_;
  std::shared_ptr<async::semaphore> checks_;  // a check that nobody waits for any more still holds its turn
};

}  // namespace reachd::daemon
