// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <thread>

#include "support/http_client.hpp"
#include "support/metrics_page.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::core::address;
using reachd::core::endpoint;

TEST_CASE("the program answers while it runs, and a SIGTERM ends it with nothing in flight") {
  reachd::daemon::log out(reachd::config::log_level::error, reachd::config::log_format::logfmt);
  reachd::config::settings wanted;
  wanted.listen = std::vector{endpoint{*address::parse("127.0.0.1"), 0}};
  reachd::config::target_settings target;
  target.name = target.host = "127.0.0.1";
  target.interval = target.timeout = target.retry = 20ms;
  wanted.targets = {target};
  const auto secret = reachd::icmp::random_run_secret();
  REQUIRE(secret.has_value());
  reachd::uv::loop loop;
  const reachd::daemon::start begin{"none.yaml", std::make_shared<reachd::config::settings>(wanted), {}, {}, {}};
  reachd::daemon::runtime program(loop, *secret, begin, out, nullptr);
  REQUIRE(program.listen());
  const endpoint at = program.endpoints().front();
  std::string page, ready;
  std::jthread client([&] {
    reachd::test::http_client asking(at);
    ready = asking.get("/-/ready").body;
    page = asking.get("/metrics").body;
    kill(getpid(), SIGTERM);
  });
  loop.run(program.run());
  client.join();
  CHECK(ready == "reachd is ready\n");
  const auto said = reachd::test::parse_page(page);
  CHECK(reachd::test::find_samples(said, "reachd_probes_sent_total").size() == 1);
  CHECK(live_frames() == 0);
}
