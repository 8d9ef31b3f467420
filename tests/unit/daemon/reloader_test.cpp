// SPDX-License-Identifier: Apache-2.0
#include "daemon/reloader.hpp"

#include "unit/daemon/reloading_program.hpp"

using namespace std::chrono_literals;
using namespace reachd;

namespace {

using program = test::reloading_program;

async::task<void> ask(program& p, std::vector<daemon::reload_answer>& answers) {
  const auto answer = co_await p.reloads.reload();
  answers.push_back(answer);
}

bool says_successful(program& p, bool good) {
  return p.self.render({}).find(std::string("reachd_config_last_reload_successful ") + (good ? "1" : "0")) !=
         std::string::npos;
}

async::task<void> good_then_bad_then_good(program& p, std::vector<daemon::reload_answer>& answers) {
  p.files.replace("targets: [192.0.2.1, 192.0.2.2]");
  co_await ask(p, answers);
  p.files.replace("targets: [192.0.2.1, 192.0.2.2, 192.0.2.300]");
  co_await ask(p, answers);
  CHECK(says_successful(p, false));
  CHECK(p.names() == std::vector<std::string>{"192.0.2.1", "192.0.2.2"});
  CHECK(p.reloads.problem() == answers.back().text);
  p.files.replace("targets: [192.0.2.2]");
  co_await ask(p, answers);
}

async::task<void> many_at_once(program& p, std::vector<daemon::reload_answer>& answers) {
  p.files.replace("targets: [192.0.2.1, 192.0.2.2]");
  async::scope asking(p.loop.ready());
  for (int i = 0; i < 50; ++i) asking.spawn(ask(p, answers));
  co_await asking.join();
}

}  // namespace

TEST_CASE("a reload is answered with what it changed, or with every error and the old configuration goes on") {
  program p("targets: [192.0.2.1]");
  std::vector<daemon::reload_answer> answers;
  p.run(good_then_bad_then_good(p, answers));
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].applied);
  CHECK(answers[0].text == "+1 \u22120 ~0 =1\n");
  CHECK_FALSE(answers[1].applied);
  CHECK(answers[1].text.find("reachd.yaml:1:") != std::string::npos);
  CHECK(answers[2].text == "+0 \u22121 ~0 =1\n");
  CHECK(p.reloads.problem().empty());
  CHECK(says_successful(p, true));
  CHECK(p.applied == 2);
  CHECK(p.begun == 3);
  CHECK(p.ended == 3);
}

TEST_CASE("requests that come together are answered together") {
  program p("targets: [192.0.2.1]");
  std::vector<daemon::reload_answer> answers;
  p.run(many_at_once(p, answers));
  CHECK(answers.size() == 50);
  for (const auto& each : answers) CHECK(each.applied);
  CHECK(p.applied <= 2);
  CHECK(p.names().size() == 2);
}

TEST_CASE("a changed file is applied without being asked; the same content again is not") {
  program p("targets: [192.0.2.1]");
  p.files.write("targets: [192.0.2.1, 192.0.2.2, 192.0.2.3]");
  p.run(p.until_targets(3));
  CHECK(p.applied == 1);
}

namespace {

async::task<void> touch_then_change(program& p) {
  p.files.replace("targets: [192.0.2.1]");
  const auto later = p.loop.scheduler().now() + daemon::config_watch::settles_after + 300ms;
  co_await async::sleep_until(p.loop.scheduler(), later);
  CHECK(p.applied == 0);
  p.files.replace("targets: [192.0.2.1, 192.0.2.2]");
  co_await p.until_targets(2);
}

async::task<void> ask_and_stop(program& p, std::vector<daemon::reload_answer>& answers, async::scope& reloading) {
  async::scope asking(p.loop.ready());
  asking.spawn(ask(p, answers));
  reloading.request_stop();
  co_await reloading.join();
  co_await asking.join();
}

async::task<void> stop_while_asked(program& p, std::vector<daemon::reload_answer>& answers) {
  async::scope reloading(p.loop.ready());
  reloading.spawn(p.reloads.run());
  co_await ask_and_stop(p, answers, reloading);
  co_await p.targets.stop_all(p.with);
}

}  // namespace

TEST_CASE("a file that is replaced by one of the same content is no change") {
  program p("targets: [192.0.2.1]");
  p.run(touch_then_change(p));
  CHECK(p.applied == 1);
}

TEST_CASE("who waits when the program ends is told so") {
  program p("targets: [192.0.2.1]");
  std::vector<daemon::reload_answer> answers;
  p.loop.run(stop_while_asked(p, answers));
  REQUIRE(answers.size() == 1);
  CHECK_FALSE(answers[0].applied);
  CHECK(answers[0].text == "reachd is stopping\n");
}

namespace {

async::task<void> refused_then_not(program& p, std::vector<daemon::reload_answer>& answers) {
  p.files.replace("targets: [192.0.2.7]");
  p.refusal = "TLS cannot be set up";
  co_await ask(p, answers);
  CHECK(says_successful(p, false));
  CHECK(p.names() == std::vector<std::string>{"192.0.2.1"});
  p.refusal.reset();
  co_await ask(p, answers);
}

}  // namespace

TEST_CASE("what cannot be served with is refused as a whole, and taken when it can") {
  program p("targets: [192.0.2.1]");
  std::vector<daemon::reload_answer> answers;
  p.run(refused_then_not(p, answers));
  REQUIRE(answers.size() == 2);
  CHECK_FALSE(answers[0].applied);
  CHECK(answers[0].text.find("TLS cannot be set up") != std::string::npos);
  CHECK(answers[1].applied);
  CHECK(p.names() == std::vector<std::string>{"192.0.2.7"});
  CHECK(p.applied == 1);
}
