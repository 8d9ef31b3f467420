// SPDX-License-Identifier: Apache-2.0
// A server on a free loopback port and a client on a thread of its own, until the client has ended.
#pragma once

#include <sys/eventfd.h>

#include <functional>
#include <thread>

#include "async/event.hpp"
#include "async/scope.hpp"
#include "http/server.hpp"

namespace reachd::test {

/// An event that other threads may set: `co_await signal.wait()` on the loop.
class thread_signal final : private async::turn_port {
 public:
  explicit thread_signal(uv::loop& on)
      : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)), readable_(on, fd_.get()), event_(on.ready()) {
    on.scheduler().add(*this);
    readable_.start();
  }
  void set() { ::eventfd_write(fd_.get(), 1); }
  async::event::waiter wait() { return event_.wait(); }

 private:
  bool drain(core::instant) override {
    eventfd_t value = 0;
    if (readable_.take() && ::eventfd_read(fd_.get(), &value) == 0) event_.set();
    return true;
  }
  bool flush() override { return true; }

  core::unique_fd fd_;
  uv::wake_on_readable readable_;
  async::event event_;
};

class http_fixture {
 public:
  explicit http_fixture(http::routes served, const http::limits& bounds = http::limits())
      : server(on, std::move(served), bounds) {
    at = server.listen(core::endpoint{*core::address::parse("127.0.0.1"), 0}).value();
  }

  /// Runs `client` on a thread; the server stops and is joined when it has ended.
  void run(std::function<void()> client) {
    thread_signal done(on);
    std::jthread thread([&] {
      client();
      done.set();
    });
    on.run(serve_until(done));
  }

  uv::loop on;
  http::server server;
  core::endpoint at;

 private:
  async::task<void> serve_until(thread_signal& done) {
    async::scope both(on.ready());
    both.spawn(server.join());
    both.spawn(stop_when(done));
    co_await both.join();
  }
  async::task<void> stop_when(thread_signal& done) {
    co_await done.wait();
    server.stop();
  }
};

}  // namespace reachd::test
