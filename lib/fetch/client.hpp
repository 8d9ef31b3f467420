// SPDX-License-Identifier: Apache-2.0
// `auto answer = co_await client.get(asked);` asks a web server once: a connection of its own, no redirect followed, no
// name looked up. Role: what probes of HTTP stand on; many requests may wait at once. Owner: whoever probes; it
// outlives every request, and destroying it before ends the program. Invariant: a stop closes the connection at once
// and leaves nothing behind; the wait has no deadline of its own, so give it one.
#pragma once

#include <memory>

#include "async/leaf.hpp"
#include "fetch/request.hpp"
#include "fetch/response.hpp"
#include "uv/loop.hpp"

namespace reachd::fetch {

class multi;

class exchange final : public async::leaf {
 public:
  exchange(multi& by, const request& asked);
  ~exchange();
  outcome await_resume();

 private:
  class under_way;
  bool start() override;
  void withdraw() noexcept override;

  multi* multi_;
  const request* asked_;
  std::unique_ptr<under_way> transfer_;
};

class client {
 public:
  /// `user_agent`: sent with requests that name none, such as "reachd/0.1.0". Throws std::runtime_error when there is
  /// no descriptor or no memory for it.
  client(uv::loop& on, std::string user_agent);
  ~client();

  /// The request stays as it is until the answer is there.
  exchange get(const request& asked) { return exchange(*multi_, asked); }

 private:
  std::unique_ptr<multi> multi_;
};

}  // namespace reachd::fetch
