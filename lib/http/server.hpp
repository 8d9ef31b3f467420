// SPDX-License-Identifier: Apache-2.0
// The HTTP server. Role: serves `routes` on any number of listeners inside the loop's turns; a handler is a coroutine
// and never runs inside a callback. Owner: the daemon; loop outlives it. Limits hold over all listeners together: when
// there are too many connections, the oldest one that waits for a request makes room, so a scraper always gets in.
// Invariant: after stop() nothing is accepted; after join() nothing of it is left, and only then it may be destroyed
// (one that never had a request may always be).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "async/event.hpp"
#include "async/scope.hpp"
#include "http/acceptor.hpp"
#include "http/connection_table.hpp"
#include "http/engine.hpp"
#include "http/exchange.hpp"
#include "http/routes.hpp"

namespace reachd::http {

/// Decides before a page is made whether this client may ask; gives the refusal, or nothing. Not asked for what comes
/// by the control socket. The request outlives the task.
using admission = std::function<async::task<std::optional<response>>(const request&)>;

class server final : private async::turn_port, private engine::events {
 public:
  /// Throws std::runtime_error when there is no memory or no descriptor for it.
  server(uv::loop& on, routes served, const limits& bounds = limits());
  ~server() = default;

  /// Listens there too; gives the real endpoint. An error (see listen_at) leaves the other listeners alone.
  core::result<core::endpoint> listen(const core::endpoint& at);
  /// And at a Unix socket (see listen_at_path).
  core::result<void> listen_control(const std::string& path);
  /// On a socket that listens already.
  core::endpoint listen(listen_socket opened);
  /// From now on new connections by TCP speak TLS, or plain HTTP. Those that are open end with their next answer where
  /// only the certificate is another one, else at once or with the answer that is at work. An error leaves all as it
  /// was.
  core::result<void> speak(std::optional<access::tls_settings> tls);
  void admit_by(admission decides) { admission_ = std::move(decides); }
  /// Fields of every answer.
  void add_to_answers(std::vector<name_value> fields) { fields_ = std::move(fields); }
  const std::vector<core::endpoint>& endpoints() const { return endpoints_; }
  const counters& counts() const { return counts_; }

  /// Stops accepting and stops the handlers; what is idle is closed.
  void stop();
  /// Ends when the server has stopped and everything is closed; a stop of the caller stops it. Rethrows what a handler
  /// threw, which stops the server.
  async::task<void> join();

 private:
  bool drain(core::instant begun) override;
  bool flush() override;

  connection& opened(engine& by, int fd, const core::address& peer) override;
  void closed(connection& gone) override;
  exchange& begun(engine& by, connection& client, MHD_Connection& raw, const char* method, const char* target) override;
  void received(exchange& asked) override;
  void ended(exchange& over) override;

  void accept_pending();
  bool make_room();
  async::task<void> serve(std::shared_ptr<exchange> on);
  async::task<void> answer(exchange& on);
  async::task<response> page(request asked);
  void close();
  bool run_engines(bool with_news);
  template <typename Visit>
  void for_each_engine(Visit&& visit) {
    visit(plain_);
    for (const auto& each : secure_) visit(*each);
  }

  uv::loop* loop_;
  routes routes_;
  limits bounds_;
  counters counts_;
  async::event stopped_;
  async::scope work_;
  connection_table connections_;
  std::vector<std::shared_ptr<exchange>> exchanges_;
  acceptor acceptor_;
  engine plain_;
  std::vector<std::unique_ptr<engine>> secure_;  // the last one takes connections, if it does; the others empty
  bool is_secure_ = false;
  admission admission_;
  std::vector<name_value> fields_;
  std::vector<core::endpoint> endpoints_;
};

}  // namespace reachd::http
