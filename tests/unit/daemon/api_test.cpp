// SPDX-License-Identifier: Apache-2.0
#include "daemon/api.hpp"

#include <nlohmann/json.hpp>

#include "unit/daemon/reloading_program.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using nlohmann::json;
using program = test::reloading_program;

namespace {

struct asked {
  std::string method, path;
  std::vector<http::name_value> parameters{};
  bool by_control_socket = true;
  unsigned status = 0;
  std::string body{};
  std::vector<http::name_value> headers{};
};

async::task<void> ask_one(const http::routes& pages, asked& what) {
  http::request question;
  question.method = what.method;
  question.path = what.path;
  question.parameters = what.parameters;
  question.headers = what.headers;
  question.by_control_socket = what.by_control_socket;
  auto answering = pages.respond(std::move(question));
  const auto got = co_await std::move(answering);
  what.status = got.status;
  if (const auto* const whole = std::get_if<std::string>(&got.body)) {
    what.body = *whole;
    co_return;
  }
  auto& pieces = *std::get<std::unique_ptr<http::body_stream>>(got.body);
  for (bool more = true; more;) {
    const auto piece = co_await pieces.next();
    what.body += *piece;
    more = !piece->empty();
  }
}

async::task<void> ask_all(program& p, std::vector<asked>& questions) {
  http::routes pages;
  async::semaphore at_once(p.loop.ready(), 1);
  daemon::add_api(pages, {p.loop, p.targets, p.live, p.reloads, at_once});
  co_await p.until_targets(p.live.settings()->targets.size());
  for (asked& each : questions) co_await ask_one(pages, each);
}

/// Asks while somebody else has the only place; what was answered until then, and in the end.
async::task<void> ask_beside(program& p, asked& question, unsigned& answered_early, std::size_t& free_at_the_end) {
  http::routes pages;
  async::semaphore at_once(p.loop.ready(), 1);
  daemon::add_api(pages, {p.loop, p.targets, p.live, p.reloads, at_once});
  async::scope asking(p.loop.ready());
  {
    const auto held = co_await at_once.acquire();
    asking.spawn(ask_one(pages, question));
    const auto later = p.loop.scheduler().now() + 50ms;
    co_await async::sleep_until(p.loop.scheduler(), later);
    answered_early = question.status;
  }
  co_await asking.join();
  free_at_the_end = at_once.free();
}

std::vector<asked> ask(program& p, std::vector<asked> questions) {
  p.run(ask_all(p, questions));
  return questions;
}

}  // namespace

TEST_CASE("a reload is always allowed by the control socket, and by TCP only where the configuration says so") {
  program p("targets: [192.0.2.1]");
  p.files.replace("web: {lifecycle: true}\ntargets: [192.0.2.1, 192.0.2.2]");
  const auto got = ask(p, {{"POST", "/-/reload", {}, false},
                           {"POST", "/-/reload"},
                           {"POST", "/-/reload", {}, false},
                           {"POST", "/-/reload", {{"wait", "no"}}},
                           {"GET", "/-/reload"}});
  CHECK(got[0].status == 403);
  CHECK(got[0].body.find("lifecycle: true") != std::string::npos);
  CHECK(got[1].status == 200);
  CHECK(got[1].body == "+1 \u22120 ~0 =1\n");
  CHECK(got[2].status == 200);
  CHECK(got[2].body == "+0 \u22120 ~0 =2\n");
  CHECK(got[3].status == 202);
  CHECK(got[4].status == 405);
}

TEST_CASE("a page of another site in somebody's browser cannot ask for a reload by TCP") {
  for (const auto& [site, by_control_socket, status] :
       std::vector<std::tuple<std::string, bool, unsigned>>{{"cross-site", false, 403},
                                                            {"same-site", false, 403},
                                                            {"same-origin", false, 202},
                                                            {"none", false, 202},
                                                            {"cross-site", true, 202}}) {
    CAPTURE(site);
    asked question{"POST", "/-/reload", {{"wait", "no"}}, by_control_socket};
    question.headers = {{"Sec-Fetch-Site", site}};
    program p("web: {lifecycle: true}\ntargets: [192.0.2.1]");
    CHECK(ask(p, {question})[0].status == status);
  }
}

TEST_CASE("a bad file is answered with its errors, and the status tells of it") {
  program p("targets: [192.0.2.1]");
  p.files.replace("targets: [192.0.2.1, 192.0.2.300]");
  const auto got = ask(p, {{"POST", "/-/reload"}, {"GET", "/api/v1/status"}});
  CHECK(got[0].status == 500);
  const json status = json::parse(got[1].body);
  CHECK_FALSE(status["config"]["good"].get<bool>());
  CHECK(status["config"]["errors"] == got[0].body);
  CHECK(status["config"]["file"] == p.files.path());
}

TEST_CASE("the status lists all targets, or those in one state") {
  program p("targets: [192.0.2.1, {name: slow, host: 192.0.2.2, paused: true}]");
  const auto got = ask(p, {{"GET", "/api/v1/status"},
                           {"GET", "/api/v1/status", {{"state", "paused"}}},
                           {"GET", "/api/v1/status", {{"state", "down"}}},
                           {"GET", "/api/v1/status", {{"state", "gone"}}}});
  const json all = json::parse(got[0].body);
  CHECK(all["targets"].size() == 2);
  CHECK(all["states"]["paused"] == 1);
  const json paused = json::parse(got[1].body);
  REQUIRE(paused["targets"].size() == 1);
  CHECK(paused["targets"][0]["name"] == "slow");
  CHECK(json::parse(got[2].body)["targets"].empty());
  CHECK(got[3].status == 400);
}

TEST_CASE("a status waits while too many copies of all targets are in memory") {
  program p("targets: [192.0.2.1, 192.0.2.2]");
  asked question{"GET", "/api/v1/status"};
  unsigned answered_early = 0;
  std::size_t free_at_the_end = 0;
  p.run(ask_beside(p, question, answered_early, free_at_the_end));
  CHECK(answered_early == 0);
  CHECK(question.status == 200);
  CHECK(json::parse(question.body)["targets"].size() == 2);
  CHECK(free_at_the_end == 1);
}

TEST_CASE("the configuration that is running is told as a file that means the same") {
  program p("targets: [192.0.2.1]");
  p.files.replace("targets: [{name: b, host: 192.0.2.2, interval: 3s}]");
  const auto got = ask(p, {{"GET", "/api/v1/config"}, {"POST", "/-/reload"}, {"GET", "/api/v1/config"}});
  CHECK(got[0].body.find("{name: 192.0.2.1, host: 192.0.2.1, probe: icmp, interval: 1s,") != std::string::npos);
  CHECK(got[2].body.find("{name: b, host: 192.0.2.2, probe: icmp, interval: 3s,") != std::string::npos);
  CHECK(got[2].body.find("192.0.2.1") == std::string::npos);
}

TEST_CASE("one target is asked for by its name, whatever that holds") {
  program p("targets: ['tcp://192.0.2.1:80', {name: 'a/b c', host: 192.0.2.2}]");
  const auto got = ask(p, {{"GET", "/api/v1/targets/tcp://192.0.2.1:80"},
                           {"GET", "/api/v1/targets/a/b c"},
                           {"GET", "/api/v1/targets/"},
                           {"GET", "/api/v1/targets/none"}});
  CHECK(json::parse(got[0].body)["port"] == 80);
  CHECK(json::parse(got[1].body)["host"] == "192.0.2.2");
  CHECK(got[2].status == 404);
  CHECK(got[3].status == 404);
}
