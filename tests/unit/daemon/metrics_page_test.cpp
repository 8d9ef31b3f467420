// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics_page.hpp"

#include <doctest/doctest.h>

#include "metrics/probe_kind.hpp"
#include "support/metrics_page.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::task;
using reachd::core::outcome;

namespace {

struct page_world {
  explicit page_world(int count) {
    for (int i = 0; i < count; ++i) {
      auto plan = reachd::test::every(1s);
      plan.name = "t" + std::to_string(i);
      plan.paused = true;
      labels.emplace_back(reachd::metrics::icmp_kind, plan.name, "",
                          std::vector<std::pair<std::string, std::string>>());
      targets.add(std::move(plan), with);
    }
  }
  reachd::uv::loop loop;
  reachd::test::written_observer observer;
  reachd::probe::recorder record{loop.scheduler(), [] { return reachd::core::wall_time(7s); }, observer};
  reachd::test::manual_prober prober{record, loop.scheduler()};
  reachd::test::table_names names{loop.scheduler()};
  reachd::probe::target_set targets{loop.scheduler()};
  reachd::probe::target_set::means with{prober, prober, names, record};
  std::vector<reachd::metrics::target_labels> labels;
  reachd::metrics::self_metrics self{{"1", "", "GCC"}};
  reachd::async::semaphore at_once{loop.ready(), 1};
  reachd::daemon::scraped from{loop, targets, labels, self, [] { return reachd::metrics::self_numbers(); }, at_once};
};

task<std::string> whole_page(const reachd::daemon::scraped& from) {
  auto answer = co_await reachd::daemon::metrics_page(from);
  auto& body = std::get<std::unique_ptr<reachd::http::body_stream>>(answer.body);
  std::string page;
  for (bool more = true; more;) {
    const auto piece = co_await body->next();
    more = piece && !piece->empty();
    if (more) page += *piece;
  }
  co_return page;
}

task<bool> stopped_half_way(const reachd::daemon::scraped& from) {
  auto answer = co_await reachd::daemon::metrics_page(from);
  auto& body = std::get<std::unique_ptr<reachd::http::body_stream>>(answer.body);
  const auto own = co_await body->next();
  reachd::async::stop_source stop;
  stop.request_stop();
  auto next = body->next();
  next.use_stop(stop.token());
  const auto piece = co_await std::move(next);
  co_return own.has_value() && !piece.has_value();
}

}  // namespace

TEST_CASE("a page holds the daemon's own families and those of every target, over many turns") {
  page_world w(2000);
  const std::string text = w.loop.run(whole_page(w.from));
  const auto page = reachd::test::parse_page(text);
  CHECK(reachd::test::find_samples(page, "reachd_build_info").size() == 1);
  CHECK(reachd::test::find_samples(page, "reachd_probes_sent_total").size() == 2000);
  CHECK(live_frames() == 0);
}

TEST_CASE("scrapes beyond the bound wait for their turn and are whole") {
  page_world w(10);
  for (int i = 0; i < 3; ++i) CHECK(w.loop.run(whole_page(w.from)).size() > 1000);
  CHECK(w.at_once.free() == 1);
}

TEST_CASE("a scrape that is stopped half-way ends as an error, so that it cannot look whole") {
  page_world w(10);
  CHECK(w.loop.run(stopped_half_way(w.from)));
  CHECK(live_frames() == 0);
}
