// SPDX-License-Identifier: Apache-2.0
#include "probe/name_query.hpp"

#include <doctest/doctest.h>

#include "support/dns_message.hpp"
#include "support/udp_server.hpp"
#include "unit/probe/observed_probe.hpp"
#include "uv/tcp_listener.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace reachd;
using core::outcome;
using stats::reading_kind;
using test::dns_message;
using test::udp_server;
using datagrams = std::vector<udp_server::bytes>;

namespace {

const std::string address = "\xC0\x00\x02\x01"s;

std::uint16_t id_of(std::span<const std::byte> asked) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(asked[0]) << 8U | std::to_integer<unsigned>(asked[1]));
}
dns_message reply_to(std::span<const std::byte> asked, std::uint16_t flags = 0x8180) {
  return dns_message(id_of(asked), flags).question("www.test", 1);
}

options::dns about_www() {
  options::dns how;
  how.name = "www.test";
  return how;
}

struct fixture : test::observed {
  probe::name_query prober{loop, record};

  probe::target_plan plan(std::uint16_t port, const options::dns& how, core::nanoseconds timeout = 5s) {
    auto made = test::every(1s, "127.0.0.1");
    made.probe = options::kind::dns;
    made.port = port;
    made.timeout = timeout;
    made.asks = std::make_shared<const options::dns>(how);
    return made;
  }
  test::ended_probe ask(const udp_server::script& server, const options::dns& how = about_www(),
                        core::nanoseconds timeout = 5s) {
    const udp_server there(server);
    return run(prober, plan(there.port(), how, timeout));
  }
};

datagrams good(std::span<const std::byte> asked) {
  return {reply_to(asked).record(1, "www.test", 1, 300, address).record(1, "www.test", 1, 60, address).bytes()};
}

}  // namespace

TEST_CASE("an answer is a reply, with its time, its code, its records and their least TTL") {
  fixture f;
  const auto got = f.ask(good);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.how.rtt > 0ns);
  CHECK(got.how.rtt < 5s);
  CHECK(got.value(reading_kind::dns_rcode) == 0);
  CHECK(got.value(reading_kind::dns_answers) == 2);
  CHECK(got.value(reading_kind::dns_ttl) == 60);
  CHECK(got.value(reading_kind::phase, "query") > 0);
  CHECK_FALSE(got.told(reading_kind::dns_serial));
}

TEST_CASE("another code than the expected one is a mismatch that says so") {
  fixture f;
  const auto denied = [](auto asked) { return datagrams{reply_to(asked, 0x8183).bytes()}; };
  const auto got = f.ask(denied);
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.problem == "the answer is NXDOMAIN, expected NOERROR");
  CHECK(got.value(reading_kind::dns_rcode) == 3);
  options::dns wanted = about_www();
  wanted.rcodes = {0, 3};
  CHECK(f.ask(denied, wanted).how.outcome == outcome::reply);
}

TEST_CASE("one of the records must match, where that is wanted") {
  fixture f;
  options::dns wanted = about_www();
  wanted.answer = *match::pattern::compile("^192\\.0\\.2\\.1$");
  CHECK(f.ask(good, wanted).how.outcome == outcome::reply);
  wanted.answer = *match::pattern::compile("^198");
  const auto got = f.ask(good, wanted);
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.problem == "none of 2 records matches '^198'");
  CHECK(got.value(reading_kind::dns_answers) == 2);
}

TEST_CASE("what is no answer to our question is not taken for one, and the true answer after it is") {
  fixture f;
  const auto strangers_first = [](auto asked) {
    auto wrong_id = dns_message(static_cast<std::uint16_t>(id_of(asked) + 1)).question("www.test", 1);
    auto wrong_name = dns_message(id_of(asked)).question("evil.test", 1);
    auto out = good(asked);
    out.insert(out.begin(), {wrong_id.record(1, "www.test", 1, 1, address).bytes(),
                             wrong_name.record(1, "www.test", 1, 1, address).bytes(),
                             {},
                             udp_server::bytes(3)});
    return out;
  };
  const auto got = f.ask(strangers_first);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.value(reading_kind::dns_ttl) == 60);
}

TEST_CASE("a server that says nothing else than rubbish is a mismatch with a reason, at the deadline or before") {
  fixture f;
  const auto loop_in_name = [](auto asked) {
    return datagrams{dns_message(id_of(asked)).question("www.test", 1).raw("\xC0\x0C\xC0\x0C"s).bytes(),
                     udp_server::bytes(60'000)};
  };
  for (const udp_server::script& rubbish : {udp_server::script(loop_in_name), udp_server::script([](auto) {
                                              return datagrams(40, udp_server::bytes(12));
                                            })}) {
    const auto got = f.ask(rubbish, about_www(), 100ms);
    CAPTURE(got.problem);
    if (got.how.outcome == outcome::reply) continue;  // the first is an answer without records
    CHECK(got.how.outcome == outcome::mismatch);
    CHECK(got.problem.starts_with("what came is no answer to the question"));
  }
}

TEST_CASE("silence is lost, a closed port is refused") {
  fixture f;
  const auto silent = [](auto) { return datagrams(); };
  CHECK(f.ask(silent, about_www(), 50ms).how.outcome == outcome::lost);
  std::uint16_t closed = 0;
  { closed = udp_server(silent).port(); }
  CHECK(f.run(f.prober, f.plan(closed, about_www())).how.outcome == outcome::refused);
}

TEST_CASE("a probe that is stopped half-way ends as stopped, also after rubbish") {
  fixture f;
  const udp_server server([](auto) { return datagrams{udp_server::bytes(12)}; });
  CHECK(f.stop(f.prober, f.plan(server.port(), about_www())) == outcome::stopped);
  CHECK(async::live_frames() == 0);
}

namespace {

/// Answers by TCP what comes in on a stream, cut after `sent` bytes.
async::task<void> serve_one(uv::tcp_listener& listener, std::size_t records, std::size_t cut) {
  auto taken = co_await listener.accept();
  if (!taken) co_return;
  std::array<char, 512> buffer{};
  const std::span<char> room(buffer);
  const auto size = co_await taken->read(room);
  if (!size || *size < 4) co_return;
  dns_message made = reply_to(std::as_bytes(std::span(buffer)).subspan(2));
  for (std::size_t at = 0; at < records; ++at) made.record(1, "www.test", 1, 7, address);
  const auto body = made.bytes();
  std::string message{static_cast<char>(body.size() >> 8), static_cast<char>(body.size() & 0xFF)};
  message.append(reinterpret_cast<const char*>(body.data()), body.size());
  message.resize(std::min(cut, message.size()));
  if (message.empty()) co_return;
  co_await taken->write(message);
}

async::task<void> beside(uv::loop& loop, async::task<void> server, async::task<void> client) {
  async::scope both(loop.ready());
  both.spawn(std::move(server));
  co_await std::move(client);
  both.request_stop();
  co_await both.join();
}

async::task<void> one_probe(test::last_end& seen, probe::prober& by, probe::target& probed) {
  by.begin(probed);
  co_await seen.came.wait();
  co_await probed.work.join();
}

test::ended_probe ask_by_tcp(std::size_t records, std::size_t cut) {
  fixture f;
  auto listener = uv::tcp_listener::listen(f.loop, core::endpoint{*core::address::parse("127.0.0.1"), 0});
  REQUIRE(listener.has_value());
  options::dns how = about_www();
  how.tcp = true;
  probe::target probed(f.loop.scheduler(), f.plan(listener->port(), how), {0, 1});
  f.loop.run(beside(f.loop, serve_one(*listener, records, cut), one_probe(f.seen, f.prober, probed)));
  test::ended_probe out{f.seen.result, "", {}};
  if (f.seen.told != nullptr) out.problem = f.seen.told->problem;
  if (f.seen.told != nullptr) out.values = f.seen.told->values;
  return out;
}

}  // namespace

TEST_CASE("by TCP an answer may be large") {
  const auto got = ask_by_tcp(200, SIZE_MAX);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.value(reading_kind::dns_answers) == 200);
  CHECK(got.told(reading_kind::phase, "connect"));
}

TEST_CASE("a server that closes at any byte of its answer is a mismatch with a reason") {
  for (std::size_t cut = 0; cut < 2 + 26 + 24; ++cut) {
    CAPTURE(cut);
    const auto got = ask_by_tcp(1, cut);
    CHECK(got.how.outcome == outcome::mismatch);
    CHECK_FALSE(got.problem.empty());
  }
}
