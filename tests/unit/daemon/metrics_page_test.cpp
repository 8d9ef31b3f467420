// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics_page.hpp"

#include <doctest/doctest.h>

#include "support/metrics_page.hpp"
#include "unit/probe/world.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::task;
using reachd::core::outcome;

namespace {

struct page_world {
  explicit page_world(int count) { live.begin(configured(count, "192.0.2.1")); }
  static reachd::daemon::live_targets::shared_settings configured(int count, const std::string& host) {
    reachd::config::settings all;
    all.targets.resize(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      auto& each = all.targets[static_cast<std::size_t>(i)];
      each.name = "t" + std::to_string(i);
      each.host = host;
      each.interval = each.timeout = each.retry = 1s;
      each.paused = true;
    }
    return std::make_shared<reachd::config::settings>(std::move(all));
  }
  reachd::uv::loop loop;
  reachd::test::written_observer observer;
  reachd::probe::recorder record{loop.scheduler(), [] { return reachd::core::wall_time(7s); }, observer};
  reachd::test::manual_prober prober{record, loop.scheduler()};
  reachd::test::table_names names{loop.scheduler()};
  reachd::probe::target_set targets{loop.scheduler()};
  reachd::probe::target_set::means with{reachd::probe::probers(prober), names, record};
  reachd::daemon::live_targets live{loop.scheduler(), targets, with};
  reachd::metrics::self_metrics self{{"1", "", "GCC"}};
  reachd::async::semaphore at_once{loop.ready(), 1};
  reachd::daemon::scraped from{loop, live, self, [] { return reachd::metrics::self_numbers(); }, at_once};
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

task<void> keep_page(const reachd::daemon::scraped& from, std::string& into) { into = co_await whole_page(from); }

/// A scrape, and a reload that begins some turns later and replaces every target by one of the same name.
task<std::string> scrape_beside_reload(page_world& w, int count, const std::string& host) {
  std::string page;
  reachd::async::scope scraping(w.loop.ready());
  scraping.spawn(keep_page(w.from, page));
  const auto half_way = w.loop.scheduler().now() + 3ms;
  co_await reachd::async::sleep_until(w.loop.scheduler(), half_way);
  auto next = page_world::configured(count, host);
  const auto changes = reachd::config::compare(*w.live.settings(), *next);
  co_await w.live.apply(next, changes);
  co_await scraping.join();
  co_return page;
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

TEST_CASE("a scrape that a reload overtakes holds each target once") {
  constexpr int count = 5'000;
  page_world w(count);
  for (const std::string host : {"192.0.2.2", "192.0.2.3"}) {
    const std::string text = w.loop.run(scrape_beside_reload(w, count, host));
    const auto page = reachd::test::parse_page(text);  // refuses a series that is there twice
    CHECK(reachd::test::find_samples(page, "reachd_probes_sent_total").size() == count);
  }
}

TEST_CASE("a scrape that is stopped half-way ends as an error, so that it cannot look whole") {
  page_world w(10);
  CHECK(w.loop.run(stopped_half_way(w.from)));
  CHECK(live_frames() == 0);
}
