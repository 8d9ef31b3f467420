// SPDX-License-Identifier: Apache-2.0
#include "probe/attempt.hpp"

#include <doctest/doctest.h>

#include <cerrno>

#include "unit/probe/observed_probe.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using async::live_frames;
using core::outcome;
using probe::reply;

namespace {

/// Answers `what` after a while; a stop ends it as stopped, unless it answers even then.
struct answer {
  reply what;
  core::nanoseconds after{};
  bool answers_when_stopped = false;
};

async::task<reply> answer_with(uv::loop& loop, answer how) {
  const core::instant then = loop.scheduler().now() + how.after;
  const bool awake = co_await async::sleep_until(loop.scheduler(), then);
  if (awake || how.answers_when_stopped) co_return how.what;
  reply none;
  none.stopped = true;
  co_return none;
}

struct scripted final : probe::prober {
  scripted(uv::loop& on, probe::recorder& to) : loop(&on), record(&to) {}
  void begin(probe::target& probed) override {
    ++begun;
    probe::begin_attempt(probed, *loop, *record, answer_with(*loop, next));
  }
  void stop(probe::target&) override {}
  uv::loop* loop;
  probe::recorder* record;
  answer next;
  int begun = 0;
};

struct fixture : test::observed {
  scripted prober{loop, record};

  test::ended_probe ask(answer how, core::nanoseconds timeout = 5s) {
    prober.next = std::move(how);
    auto plan = test::every(1s);
    plan.timeout = timeout;
    const auto out = run(prober, plan);
    CHECK(live_frames() == 0);
    return out;
  }
  outcome stop_at(answer how) {
    prober.next = std::move(how);
    auto plan = test::every(1s);
    plan.timeout = 60s;
    const outcome out = stop(prober, plan);
    CHECK(live_frames() == 0);
    return out;
  }
};

stats::readings serial(double value) {
  stats::readings told;
  told.add(stats::reading_kind::dns_serial, value);
  return told;
}

reply refused() {
  reply out;
  out.how.outcome = outcome::refused;
  return out;
}

outcome outcome_of(int errno_value, bool at_once = false) {
  return probe::describe_failure(uv::connect_failure(core::error("connect", errno_value), at_once)).outcome;
}

}  // namespace

TEST_CASE("a reply in time is one, and what it told is kept") {
  fixture f;
  const core::instant before = uv::monotonic_now();
  const auto got = f.ask({probe::answered(3ms, serial(7))});
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.how.rtt == 3ms);
  CHECK(got.how.sent_at >= before);
  CHECK(got.how.sent_at <= uv::monotonic_now());
  CHECK(got.how.sent.time_since_epoch() > 0ns);
  CHECK(got.how.send_stamp == core::stamp_source::user);
  CHECK(got.value(stats::reading_kind::dns_serial) == 7);
  CHECK(f.seen.sent == 1);
}

TEST_CASE("a reply that took as long as the timeout is in time, a nanosecond more is lost") {
  fixture f;
  CHECK(f.ask({probe::answered(1s, {})}, 1s).how.outcome == outcome::reply);
  const auto late = f.ask({probe::answered(1s + 1ns, {})}, 1s);
  CHECK(late.how.outcome == outcome::lost);
  CHECK(late.how.rtt == 0ns);
  CHECK(late.how.sent_at != core::instant());
}

TEST_CASE("silence is lost at the deadline, and not before") {
  fixture f;
  const core::instant before = uv::monotonic_now();
  const auto got = f.ask({reply(), 60s}, 20ms);
  CHECK(got.how.outcome == outcome::lost);
  CHECK(uv::monotonic_now() - before >= 20ms);
  CHECK(got.how.sent_at != core::instant());
  CHECK(got.values.empty());
}

TEST_CASE("what is known when the deadline passes counts") {
  fixture f;
  const answer badly{probe::mismatched("half an answer"), 60s, true};
  const auto got = f.ask(badly, 20ms);
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.problem == "half an answer");
  CHECK(f.ask({probe::answered(19ms, {}), 60s, true}, 20ms).how.outcome == outcome::reply);
}

TEST_CASE("a stop from above ends a probe as stopped, also where its end makes it fail") {
  fixture f;
  CHECK(f.stop_at({reply(), 60s}) == outcome::stopped);
  CHECK(f.stop_at({probe::mismatched("half an answer"), 60s, true}) == outcome::stopped);
  CHECK(f.stop_at({refused(), 60s, true}) == outcome::stopped);
  CHECK(f.stop_at({probe::failed_here(EAGAIN), 60s, true}) == outcome::stopped);
}

TEST_CASE("a reply that was there before the stop is a reply") {
  fixture f;
  CHECK(f.stop_at({probe::answered(1ms, {}), 60s, true}) == outcome::reply);
}

namespace {

async::task<void> two_probes(fixture& f, probe::target& probed, const answer& first, const answer& second, bool stops) {
  f.prober.next = first;
  f.prober.begin(probed);
  co_await f.seen.came.wait();
  f.seen.came.reset();
  f.prober.next = second;
  f.prober.begin(probed);
  if (stops) {
    const core::instant soon = f.loop.scheduler().now() + 1ms;
    co_await async::sleep_until(f.loop.scheduler(), soon);
    probed.work.request_stop();
  }
  co_await f.seen.came.wait();
  co_await probed.work.join();
}

/// What is kept after two probes; nullptr: nothing.
std::shared_ptr<const stats::readings> kept_after(const answer& first, const answer& second, bool stops) {
  fixture f;
  auto plan = test::every(1s);
  plan.timeout = 60s;
  probe::target probed(f.loop.scheduler(), plan, {0, 1});
  f.loop.run(two_probes(f, probed, first, second, stops));
  CHECK(probed.series.sent() == 2);
  CHECK(probed.series.in_flight() == 0);
  return probed.readings;
}

}  // namespace

TEST_CASE("the readings are those of the probe that ended last, and a stopped one has none to replace them") {
  const answer good{probe::answered(1ms, serial(1))};
  const auto replaced = kept_after(good, {probe::answered(1ms, serial(2))}, false);
  REQUIRE(replaced != nullptr);
  CHECK(replaced->values.at(0).value == 2);
  CHECK(kept_after(good, {refused()}, false) == nullptr);
  const auto kept = kept_after(good, {probe::answered(1ms, serial(2)), 60s}, true);
  REQUIRE(kept != nullptr);
  CHECK(kept->values.at(0).value == 1);
}

TEST_CASE("each probe ends once, however it does, and is counted as that") {
  const std::pair<answer, outcome> cases[] = {{{probe::answered(1ms, {})}, outcome::reply},
                                              {{probe::mismatched("no")}, outcome::mismatch},
                                              {{refused()}, outcome::refused},
                                              {{probe::failed_here(EMFILE)}, outcome::local_error},
                                              {{reply(), 60s}, outcome::lost}};
  for (const auto& [how, end] : cases) {
    CAPTURE(name_of(end));
    fixture f;
    CHECK(f.ask(how, 20ms).how.outcome == end);
    CHECK(f.prober.begun == 1);
    CHECK(f.seen.ended == 1);
  }
}

TEST_CASE("what we could not send has no time of sending") {
  fixture f;
  const auto got = f.ask({probe::failed_here(EAGAIN)});
  CHECK(got.how.outcome == outcome::local_error);
  CHECK(got.how.errno_value == EAGAIN);
  CHECK(got.how.sent_at == core::instant());
}

TEST_CASE("an answer with a problem is a mismatch without a time") {
  CHECK(probe::answered(1s, {}).how.outcome == outcome::reply);
  CHECK(probe::answered(1s, {}).how.rtt == 1s);
  const reply bad = probe::mismatched("why");
  CHECK(bad.how.outcome == outcome::mismatch);
  CHECK(bad.how.rtt == 0ns);
  REQUIRE(bad.told != nullptr);
  CHECK(bad.told->problem == "why");
}

TEST_CASE("a connection that did not come about is described by its errno, and by when the kernel said so") {
  CHECK(outcome_of(ECONNREFUSED) == outcome::refused);
  CHECK(outcome_of(ECONNREFUSED, true) == outcome::refused);
  CHECK(outcome_of(ETIMEDOUT) == outcome::lost);
  CHECK(outcome_of(ECONNRESET) == outcome::mismatch);
  CHECK(outcome_of(EHOSTUNREACH) == outcome::unreachable);
  CHECK(outcome_of(ENETUNREACH) == outcome::unreachable);
  CHECK(outcome_of(EHOSTUNREACH, true) == outcome::local_error);
  CHECK(outcome_of(ENETUNREACH, true) == outcome::local_error);
  CHECK(outcome_of(EMFILE, true) == outcome::local_error);
  const auto how = probe::describe_failure(uv::connect_failure(core::error("connect", EMFILE), true));
  CHECK(how.errno_value == EMFILE);
}

TEST_CASE("the ICMP error that ended a connection is told") {
  const core::icmp_cause said{3, 13, *core::address::parse("192.0.2.7")};
  const auto how = probe::describe_failure(uv::connect_failure(core::error("connect", EHOSTUNREACH), false, said));
  CHECK(how.outcome == outcome::unreachable);
  CHECK(how.cause.type == 3);
  CHECK(how.cause.code == 13);
  CHECK(how.cause.sender == said.sender);
}
