// SPDX-License-Identifier: Apache-2.0
#include "blackbox/run.hpp"

#include <doctest/doctest.h>

#include <atomic>

#include "support/dns_message.hpp"
#include "support/udp_server.hpp"
#include "unit/blackbox/world.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace reachd;
using options::kind;
using test::blackbox_world;
using test::scripted_server;

namespace {

std::string steps_of(const blackbox::finding& of) {
  std::string out;
  for (const auto& one : of.told.steps) out += one.what + "\n";
  return out;
}

options::any http(std::uint32_t follow = 5) {
  options::http how;
  how.follow = follow;
  return std::make_shared<const options::http>(how);
}

async::task<void> stopped_soon(blackbox_world& f, blackbox::order what, bool& success) {
  async::stop_source stop;
  auto running = blackbox::run(f.with, std::move(what));
  running.use_stop(stop.token());
  stop.request_stop();
  const auto found = co_await std::move(running);
  success = found.success;
}

}  // namespace

TEST_CASE("a port that is open answers, and one that is closed does not") {
  blackbox_world f;
  const scripted_server open([](test::visitor& from) { from.wait_until_gone(); });
  const auto good = f.run(f.ask(f.box(kind::tcp, {}), "127.0.0.1", open.port()));
  CHECK(good.success);
  CHECK(good.looked_up);
  CHECK(good.address == core::address::parse("127.0.0.1"));
  CHECK(good.lookup >= 1ms);
  CHECK(good.took >= good.lookup);
  CHECK(steps_of(good) == "the address of '127.0.0.1' is 127.0.0.1\nthe probe succeeded\n");
  const auto bad = f.run(f.ask(f.box(kind::tcp, {}), "127.0.0.1", test::closed_port()));
  CHECK_FALSE(bad.success);
  CHECK(steps_of(bad).ends_with("the probe failed: refused\n"));
}

TEST_CASE("a dialogue that does not come to what is expected is told as a missed pattern") {
  blackbox_world f;
  const scripted_server server([](test::visitor& from) { from.say("farewell\n"); });
  options::tcp how;
  how.expect = match::pattern::compile("welcome").value();
  const auto got =
      f.run(f.ask(f.box(kind::tcp, std::make_shared<const options::tcp>(how)), "127.0.0.1", server.port()));
  CHECK_FALSE(got.success);
  CHECK(got.told.pattern_missed);
}

TEST_CASE("where the list does not reach nothing is sent, whatever the kind") {
  blackbox_world f;
  std::atomic<int> visitors = 0;
  const scripted_server server([&visitors](test::visitor&) { ++visitors; });
  f.names.table["web.test"] = {"127.0.0.1"};
  options::dns about;
  about.name = "a.test";
  about.tcp = true;
  const std::pair<kind, options::any> kinds[] = {{kind::tcp, {}},
                                                 {kind::http, http()},
                                                 {kind::dns, std::make_shared<const options::dns>(about)},
                                                 {kind::icmp, {}}};
  for (const auto& [probe, asks] : kinds) {
    const auto got = f.run(f.ask(f.box(probe, asks, {"127.0.0.2", "::/0"}), "web.test", server.port()));
    CHECK_FALSE(got.success);
    const std::string place = probe == kind::icmp ? "127.0.0.1" : "127.0.0.1:" + std::to_string(server.port());
    CHECK(got.told.forbidden == place);
  }
  CHECK(visitors == 0);
}

TEST_CASE("a name is looked up once, and a redirect to the same host is no other lookup") {
  blackbox_world f;
  f.names.table["web.test"] = {"127.0.0.1"};
  test::web_server server({test::redirect_to("/next"), test::http_answer("200 OK")});
  const auto got = f.run(f.ask(f.box(kind::http, http()), "web.test", server.port()));
  CHECK(got.success);
  CHECK(got.told.redirects == 1);
  CHECK(got.told.web->status == 200);
  CHECK(f.names.asked == 1);
}

TEST_CASE("a redirect that leads to a forbidden address is as forbidden") {
  for (const char* where : {"http://127.0.0.2/", "http://other.test/", "http://0x7f.0.0.2/",
                            "http://[::ffff:127.0.0.2]/", "http://127.2/", "http://0/", "http://[::]/"}) {
    CAPTURE(where);
    blackbox_world f;
    f.names.table["other.test"] = {"127.0.0.2"};
    test::web_server server({test::redirect_to(where)});
    const auto got = f.run(f.ask(f.box(kind::http, http(), {"127.0.0.1/32"}), "127.0.0.1", server.port()));
    CHECK_FALSE(got.success);
    // 0.0.0.0 leads to 127.0.0.1, which is allowed and closed.
    if (std::string(where) != "http://0/") CHECK(got.told.forbidden);
  }
}

TEST_CASE("a name server's answer is told") {
  blackbox_world f;
  const test::udp_server server([](std::span<const std::byte> asked) -> std::vector<test::udp_server::bytes> {
    const auto id =
        static_cast<std::uint16_t>(std::to_integer<unsigned>(asked[0]) << 8U | std::to_integer<unsigned>(asked[1]));
    return {test::dns_message(id, 0x8180)
                .question("www.test", 1)
                .record(1, "www.test", 1, 60, "\xC0\x00\x02\x01"s)
                .bytes()};
  });
  options::dns how;
  how.name = "www.test";
  const auto got =
      f.run(f.ask(f.box(kind::dns, std::make_shared<const options::dns>(how)), "127.0.0.1", server.port()));
  CHECK(got.success);
  REQUIRE(got.told.names);
  CHECK(got.told.names->records.size() == 1);
  CHECK(got.told.query > 0ns);
}

TEST_CASE("an echo that cannot be sent is no success, and says why") {
  blackbox_world f;
  const auto got = f.run(f.ask(f.box(kind::icmp, {}), "127.0.0.1", 0));
  CHECK_FALSE(got.success);
  CHECK(steps_of(got).ends_with("the probe failed: local_error (EAFNOSUPPORT)\n"));
}

TEST_CASE("a name without an address of that family is not probed") {
  blackbox_world f;
  options::blackbox box = *f.box(kind::tcp, {}, {"::/0"});
  box.modules.front().family = options::family_choice::ipv4;
  const auto got = f.run(f.ask(std::make_shared<const options::blackbox>(box), "::1", 1));
  CHECK_FALSE(got.address);
  CHECK(steps_of(got) == "the probe failed: '::1' has no address of that family\n");
}

TEST_CASE("its time is up wherever it is") {
  blackbox_world f;
  const scripted_server silent([](test::visitor& from) { from.wait_until_gone(); });
  auto what = f.ask(f.box(kind::http, http()), "127.0.0.1", silent.port());
  what.limit = 50ms;
  const auto got = f.run(what);
  CHECK_FALSE(got.success);
  CHECK(got.took >= 50ms);
  CHECK(steps_of(got).ends_with("the probe failed: no answer in time\n"));
  f.names.delay = 1h;
  what.limit = 5ms;
  CHECK_FALSE(f.run(what).address);
}

TEST_CASE("a stop from above ends it at once") {
  blackbox_world f;
  f.names.delay = 1h;
  bool success = true;
  f.loop.run(stopped_soon(f, f.ask(f.box(kind::http, http()), "127.0.0.1", 1), success));
  CHECK_FALSE(success);
  CHECK(async::live_frames() == 0);
}
