// SPDX-License-Identifier: Apache-2.0
#include "probe/tcp.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>

#include <cerrno>
#include <thread>

#include "async/sleep.hpp"
#include "core/unique_fd.hpp"
#include "probe/target_set.hpp"
#include "unit/probe/world.hpp"
#include "uv/tcp_listener.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::task;
using reachd::core::endpoint;
using reachd::core::outcome;
using reachd::core::probe_result;
using reachd::probe::target;

namespace {

struct last_result final : reachd::probe::target_observer {
  explicit last_result(reachd::async::ready_queue& ready) : came(ready) {}
  void probe_sent(const target&, reachd::core::nanoseconds) override { ++sent; }
  void probe_ended(const target&, std::uint64_t, const probe_result& how) override {
    result = how;
    came.set();
  }
  void late_reply(const target&, std::uint64_t, reachd::core::nanoseconds) override {}
  void duplicate_reply(const target&, std::uint64_t) override {}
  void state_changed(const target&, reachd::stats::state_change, const probe_result*) override {}
  void lookup_failed(const target&, const std::string&, bool) override {}
  void address_changed(const target&) override {}
  probe_result result;
  int sent = 0;
  reachd::async::event came;
};

task<void> one_probe(reachd::probe::tcp& prober, target& probed, last_result& seen) {
  prober.begin(probed);
  co_await seen.came.wait();
  co_await probed.work.join();
}

task<void> stop_half_way(reachd::uv::loop& loop, reachd::probe::tcp& prober, target& probed) {
  prober.begin(probed);
  co_await reachd::async::sleep_until(loop.scheduler(), loop.scheduler().now() + 1ms);
  probed.work.request_stop();
  co_await probed.work.join();
}

/// Makes room in the listener's queue, so that the second SYN is answered, and stands still until after the deadline.
task<void> make_room_and_stall(reachd::uv::loop& loop, int listener) {
  co_await reachd::async::sleep_until(loop.scheduler(), loop.scheduler().now() + 100ms);
  while (true) {
    const reachd::core::unique_fd taken(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!taken) break;
  }
  std::this_thread::sleep_for(2400ms);
}

task<void> one_probe_in_a_stall(reachd::uv::loop& loop, reachd::probe::tcp& prober, target& probed, last_result& seen,
                                int listener) {
  reachd::async::scope beside(loop.ready());
  beside.spawn(make_room_and_stall(loop, listener));
  co_await one_probe(prober, probed, seen);
  co_await beside.join();
}

struct fixture {
  reachd::probe::target_plan plan(const std::string& host, std::uint16_t port, reachd::core::nanoseconds timeout) {
    auto made = reachd::test::every(1s, host);
    made.probe = reachd::options::kind::tcp;
    made.port = port;
    made.timeout = timeout;
    return made;
  }
  probe_result probe(const std::string& host, std::uint16_t port, reachd::core::nanoseconds timeout = 5s) {
    target probed(loop.scheduler(), plan(host, port, timeout), {0, 1});
    loop.run(one_probe(prober, probed, seen));
    CHECK(probed.series.in_flight() == 0);
    return seen.result;
  }
  reachd::uv::loop loop;
  last_result seen{loop.ready()};
  reachd::probe::recorder record{loop.scheduler(), [] { return reachd::core::wall_time(1s); }, seen};
  reachd::probe::tls_contexts contexts{loop};
  reachd::probe::tcp prober{loop, record, contexts};
};

/// A listener whose queue is full answers no SYN: a black hole on loopback.
struct silent_port {
  explicit silent_port(reachd::uv::loop&) {
    fd.reset(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const endpoint any{*reachd::core::address::parse("127.0.0.1"), 0};
    const auto raw = any.to_socket_address();
    REQUIRE(bind(fd.get(), raw.get(), raw.length) == 0);
    REQUIRE(listen(fd.get(), 0) == 0);
    reachd::core::socket_address bound;
    bound.length = sizeof bound.storage;
    getsockname(fd.get(), reinterpret_cast<sockaddr*>(&bound.storage), &bound.length);
    port = ntohs(reinterpret_cast<sockaddr_in*>(&bound.storage)->sin_port);
    fill.reset(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(connect(fill.get(), bound.get(), bound.length) == 0);
  }
  reachd::core::unique_fd fd, fill;
  std::uint16_t port = 0;
};

}  // namespace

TEST_CASE("a connection is a reply with the kernel's handshake time, v4 and v6") {
  for (const char* host : {"127.0.0.1", "::1"}) {
    fixture f;
    const auto listener = reachd::uv::tcp_listener::listen(f.loop, endpoint{*reachd::core::address::parse(host), 0});
    REQUIRE(listener.has_value());
    const auto before = reachd::uv::monotonic_now();
    const probe_result how = f.probe(host, listener->port());
    CHECK(how.outcome == outcome::reply);
    CHECK(how.sent_at >= before);
    CHECK(how.sent_at <= reachd::uv::monotonic_now());
    CHECK(how.rtt > 0ns);
    CHECK(how.rtt < 5s);
    CHECK(how.receive_stamp == reachd::core::stamp_source::kernel);
    CHECK(how.syn_retransmits == 0);
    CHECK(how.sent.time_since_epoch() > 0ns);
    CHECK(live_frames() == 0);
  }
}

TEST_CASE("a closed port is refused") {
  fixture f;
  std::uint16_t closed = 0;
  {
    const auto listener =
        reachd::uv::tcp_listener::listen(f.loop, endpoint{*reachd::core::address::parse("127.0.0.1"), 0});
    REQUIRE(listener.has_value());
    closed = listener->port();
  }
  CHECK(f.probe("127.0.0.1", closed).outcome == outcome::refused);
  CHECK(live_frames() == 0);
}

TEST_CASE("silence is lost at the deadline") {
  fixture f;
  const silent_port silent(f.loop);
  const probe_result how = f.probe("127.0.0.1", silent.port, 30ms);
  CHECK(how.outcome == outcome::lost);
  CHECK(how.sent_at != reachd::core::instant{});
  CHECK(live_frames() == 0);
}

TEST_CASE("an address we have no way to is a local error with its errno, never loss") {
  fixture f;
  const probe_result how = f.probe("255.255.255.255", 80);
  CHECK(how.outcome == outcome::local_error);
  CHECK(how.errno_value != 0);
  CHECK(how.sent_at == reachd::core::instant{});
  CHECK(live_frames() == 0);
}

TEST_CASE("a probe that is stopped half-way ends as stopped") {
  fixture f;
  const silent_port silent(f.loop);
  target probed(f.loop.scheduler(), f.plan("127.0.0.1", silent.port, 60s), {0, 1});
  f.loop.run(stop_half_way(f.loop, f.prober, probed));
  CHECK(probed.series.ended(outcome::stopped) == 1);
  CHECK(probed.series.in_flight() == 0);
  CHECK(live_frames() == 0);
}

TEST_CASE("a connection that took a second SYN and is seen after its deadline was made before it") {
  fixture f;
  const silent_port slow(f.loop);
  REQUIRE(fcntl(slow.fd.get(), F_SETFL, O_NONBLOCK) == 0);
  target probed(f.loop.scheduler(), f.plan("127.0.0.1", slow.port, 2s), {0, 1});
  f.loop.run(one_probe_in_a_stall(f.loop, f.prober, probed, f.seen, slow.fd.get()));
  const probe_result how = f.seen.result;
  CHECK(how.outcome == outcome::reply);
  CHECK(how.syn_retransmits >= 1);
  CHECK(how.rtt >= 900ms);
  CHECK(how.rtt < 1900ms);
  CHECK(live_frames() == 0);
}
