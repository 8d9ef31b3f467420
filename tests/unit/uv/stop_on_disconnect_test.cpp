// SPDX-License-Identifier: Apache-2.0
#include "uv/stop_on_disconnect.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

#include "async/event.hpp"
#include "async/sleep.hpp"
#include "core/unique_fd.hpp"

using namespace std::chrono_literals;
using reachd::async::event;
using reachd::async::stop_source;
using reachd::async::task;
using reachd::core::unique_fd;
using reachd::uv::loop;
using reachd::uv::stop_on_disconnect;

namespace {

struct connected {
  connected() { ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, raw.data()); }
  std::array<int, 2> raw{};
};

task<bool> wait_for(event& never) {
  const bool happened = co_await never.wait();
  co_return happened;
}

task<bool> watched(loop& on, stop_source& stop) {
  event never(on.ready());
  auto work = wait_for(never);
  work.use_stop(stop.token());
  co_return co_await std::move(work);
}

task<void> one_turn(loop& on) { co_await reachd::async::sleep_until(on.scheduler(), on.scheduler().now() + 1ms); }

}  // namespace

TEST_CASE("the end of the peer stops the work") {
  loop on;
  const connected pair;
  const unique_fd own(pair.raw[0]);
  unique_fd peer(pair.raw[1]);
  stop_source stop;
  const stop_on_disconnect watch(on, own.get(), stop);
  SUBCASE("when it closes") { peer.reset(); }
  SUBCASE("when it only stops sending") { ::shutdown(peer.get(), SHUT_WR); }
  CHECK_FALSE(on.run(watched(on, stop)));
  CHECK(stop.stop_requested());
}

TEST_CASE("data from the peer stops nothing and stays unread") {
  loop on;
  const connected pair;
  const unique_fd own(pair.raw[0]);
  const unique_fd peer(pair.raw[1]);
  stop_source stop;
  const stop_on_disconnect watch(on, own.get(), stop);
  ::send(peer.get(), "x", 1, MSG_NOSIGNAL);
  on.run(one_turn(on));
  CHECK_FALSE(stop.stop_requested());
  char byte = 0;
  CHECK(::recv(own.get(), &byte, 1, 0) == 1);
}

TEST_CASE("a descriptor that cannot be watched is refused") {
  loop on;
  stop_source stop;
  CHECK_THROWS_AS(stop_on_disconnect(on, -1, stop), std::runtime_error);
}
