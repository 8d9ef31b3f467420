// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_page.hpp"

#include <doctest/doctest.h>

#include "async/frame_count.hpp"
#include "support/echo_log.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using namespace reachd;

namespace {

struct page_world {
  page_world() {
    options::blackbox made;
    made.allow.rules.push_back({core::network::parse("192.0.2.0/24").value()});
    made.modules.push_back({.name = "http_2xx", .probe = options::kind::http});
    made.modules.front().asks = std::make_shared<const options::http>();
    made.modules.push_back({.name = "icmp"});
    box = std::make_shared<const options::blackbox>(std::move(made));
    names.delay = 0ns;
    names.table["192.0.2.1"] = {"192.0.2.1"};
    names.table["127.0.0.1"] = {"127.0.0.1"};
  }
  http::response ask(std::vector<http::name_value> parameters, std::vector<http::name_value> headers = {}) {
    http::request asked;
    asked.method = "GET";
    asked.path = "/probe";
    asked.parameters = std::move(parameters);
    asked.headers = std::move(headers);
    auto answer = loop.run(daemon::probe_page(parts, std::move(asked)));
    CHECK(async::live_frames() == 0);
    return answer;
  }
  std::string text(std::vector<http::name_value> parameters) {
    return std::get<std::string>(ask(std::move(parameters)).body);
  }

  uv::loop loop;
  test::echo_log echoes;
  icmp::pinger pinger{loop.scheduler(), echoes, nullptr, nullptr, {}};
  test::table_names names{loop.scheduler()};
  fetch::client client{loop, "reachd/test"};
  probe::tls_contexts contexts{loop};
  async::semaphore at_once{loop.ready(), 1};
  std::shared_ptr<const options::blackbox> box;
  daemon::probe_parts parts{{loop, pinger, nullptr, names, client, contexts}, [this] { return box; }, at_once};
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE_FIXTURE(page_world, "without the section there is no such page") {
  box = nullptr;
  CHECK(ask({{"target", "192.0.2.1"}}).status == 404);
}

TEST_CASE_FIXTURE(page_world, "a probe that fails is an answer all the same") {
  const auto got = ask({{"module", "icmp"}, {"target", "192.0.2.1"}});
  CHECK(got.status == 200);
  CHECK(got.content_type == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(holds(std::get<std::string>(got.body), "\nprobe_success 0\n"));
}

TEST_CASE_FIXTURE(page_world, "what is wrong with the request is told") {
  CHECK(text({{"module", "nmap"}, {"target", "a"}}) == "unknown module 'nmap'; there are: http_2xx, icmp\n");
  CHECK(ask({{"module", "icmp"}}).status == 400);
  CHECK(holds(text({}), "the parameter 'target' is missing"));  // of http_2xx, which is meant where none is named
  CHECK(ask({{"target", "a"}, {"hostname", "a/b"}}).status == 400);
  CHECK(ask({{"target", "a"}}, {{"X-Prometheus-Scrape-Timeout-Seconds", "x"}}).status == 400);
}

TEST_CASE_FIXTURE(page_world, "what the list does not allow is refused with the address") {
  const auto got = ask({{"module", "icmp"}, {"target", "127.0.0.1"}});
  CHECK(got.status == 403);
  CHECK(std::get<std::string>(got.body) == "'blackbox: {allow: ...}' does not allow a probe of 127.0.0.1\n");
}

TEST_CASE_FIXTURE(page_world, "what is no target is one that fails, and debug says why") {
  const std::string told = text({{"module", "icmp"}, {"target", "0x7f.1"}, {"debug", "true"}});
  CHECK(told.starts_with("Logs for the probe:\n0.000000s  no such target: '0x7f.1' is no IPv4 address"));
  CHECK(holds(told, "Metrics that would have been returned:\n# HELP"));
  CHECK(holds(told, "\nprobe_success 0\n"));
  CHECK(told.ends_with("Module configuration:\n{probe: icmp, family: any}\n"));
  CHECK(names.asked == 0);
}

TEST_CASE_FIXTURE(page_world, "no more run than there are places, and a place is given back") {
  {
    const auto held = loop.run([](async::semaphore& from) -> async::task<async::semaphore::permit> {
      auto permit = co_await from.acquire();
      co_return std::move(permit);
    }(at_once));
    CHECK(ask({{"module", "icmp"}, {"target", "192.0.2.1"}}).status == 503);
  }
  CHECK(ask({{"module", "icmp"}, {"target", "192.0.2.1"}}).status == 200);
  CHECK(at_once.free() == 1);
}
