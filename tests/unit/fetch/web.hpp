// SPDX-License-Identifier: Apache-2.0
// A web server on loopback that says what a test tells it to, byte by byte, and a client in the same loop.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "async/event.hpp"
#include "async/scope.hpp"
#include "fetch/client.hpp"
#include "support/stream_pair.hpp"
#include "uv/process_setup.hpp"

namespace reachd::test {

/// What the server does with a connection.
struct plan {
  std::string answer = {};         // once the request is there
  std::string endless = {};        // then this, for ever
  std::size_t request_bytes = 0;   // wait for as many; 0: for the end of the header
  bool holds = false;              // then it says nothing more until the client goes
  bool resets = false;             // it ends by a reset in place of a FIN
  bool waits_for_release = false;  // before it answers
};

class web {
 public:
  explicit web(core::endpoint at = loopback())
      : client(on, "reachd/test"), released(on.ready()), listener_(*uv::tcp_listener::listen(on, at)), at_(at) {
    at_.port = listener_.port();
    uv::prepare_process();  // a client that goes is no SIGPIPE
  }

  fetch::request to_server(std::string path = "/") const {
    fetch::request asked;
    asked.authority = "example.test";
    asked.to = at_;
    asked.path = std::move(path);
    return asked;
  }
  std::uint16_t port() const { return at_.port; }

  /// One request, with the server answering by `how` as often as somebody connects.
  fetch::outcome ask(fetch::request asked, plan how) { return on.run(ask_served(std::move(asked), std::move(how))); }
  fetch::outcome ask(std::string answer) {
    plan how;
    how.answer = std::move(answer);
    return ask(to_server(), std::move(how));
  }
  /// Any work with the server beside it.
  void run(async::task<void> work, plan how) { on.run(run_served(std::move(work), std::move(how))); }

  async::task<fetch::outcome> get(fetch::request asked) {
    auto got = co_await client.get(asked);
    co_return got;
  }

  uv::loop on;
  fetch::client client;
  std::string seen;       // all that was sent to the server
  int connections = 0;    // that came
  int ended = 0;          // of them
  async::event released;  // for waits_for_release
  std::function<void()> on_request = [] {};

 private:
  async::task<fetch::outcome> ask_served(fetch::request asked, plan how) {
    async::scope serving(on.ready());
    serving.spawn(serve(how, serving));
    auto got = co_await client.get(asked);
    serving.request_stop();
    co_await serving.join();
    co_return got;
  }
  async::task<void> run_served(async::task<void> work, plan how) {
    async::scope serving(on.ready());
    serving.spawn(serve(how, serving));
    co_await std::move(work);
    serving.request_stop();
    co_await serving.join();
  }
  async::task<void> serve(const plan& how, async::scope& serving) {
    for (;;) {
      auto stream = co_await listener_.accept();
      if (!stream) co_return;
      ++connections;
      serving.spawn(answer(std::move(*stream), how));
    }
  }
  async::task<void> answer(uv::tcp_stream stream, const plan& how) {
    co_await talk(stream, how);
    if (how.resets) stream.close_reset();
    ++ended;
  }
  async::task<void> talk(uv::tcp_stream& stream, const plan& how) {
    std::string request;
    while (how.request_bytes > 0 ? request.size() < how.request_bytes : !request.ends_with("\r\n\r\n")) {
      std::string piece(16384, '\0');
      auto size = co_await stream.read(piece);
      if (!size || *size == 0) co_return;
      request += piece.substr(0, *size);
    }
    seen += request;
    on_request();
    if (how.waits_for_release) co_await released.wait();
    auto written = co_await stream.write(how.answer);
    while (written && !how.endless.empty()) {
      auto more = co_await stream.write(how.endless);
      if (!more) co_return;
    }
    std::string nothing(16384, '\0');
    if (how.holds) co_await stream.read(nothing);
  }

  uv::tcp_listener listener_;
  core::endpoint at_;
};

}  // namespace reachd::test
