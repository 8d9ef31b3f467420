// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime.hpp"

#include <cerrno>
#include <csignal>

#include "daemon/index_page.hpp"
#include "daemon/listeners.hpp"
#include "daemon/plans.hpp"
#include "daemon/probe_log_writer.hpp"
#include "daemon/self_numbers.hpp"
#include "metrics/probe_kind.hpp"
#include "uv/process_setup.hpp"
#include "uv/signals.hpp"

namespace reachd::daemon {
namespace {

using namespace std::chrono_literals;

#ifdef __clang__
constexpr const char* compiler = __VERSION__;
#else
constexpr const char* compiler = "GCC " __VERSION__;
#endif

/// Each holds a copy of all numbers, about 500 bytes a target.
constexpr std::size_t scrapes_at_once = 16;

/// A turn that is later than that is a gap worth telling; shorter ones are in the histogram of the lag.
constexpr core::nanoseconds least_gap = 1s;

uv::resolver_options resolver_options() {
  uv::resolver_options options;
  options.slots = uv::lookup_slots();
  return options;
}

icmp::pinger_options pinger_options(const icmp::run_secret& secret) {
  icmp::pinger_options options;
  options.key = secret.key;
  return options;
}

metrics::target_labels labels_of(const config::target_settings& written) {
  const bool icmp = written.probe == config::probe_kind::icmp;
  return {icmp ? metrics::icmp_kind : metrics::tcp_kind, written.name, written.group, written.labels};
}

async::task<http::response> at_once(http::response answer) { co_return answer; }

}  // namespace

runtime::runtime(uv::loop& loop, const icmp::run_secret& secret, log& out, probe_log* probes,
                 const std::string& state_dir)
    : loop_(&loop),
      out_(&out),
      probes_(probes),
      self_({.version = REACHD_VERSION, .revision = "", .compiler = compiler}),
      journal_(out),
      reporter_(out, loop.scheduler(), probes),
      record_(loop.scheduler(), uv::wall_now, reporter_),
      targets_(loop.scheduler()),
      state_(loop, targets_, journal_, out, state_dir),
      sockets_(loop, secret, out),
      pinger_(loop.scheduler(), echo_, sockets_.get(core::family::v4), sockets_.get(core::family::v6),
              pinger_options(secret)),
      echo_(pinger_, targets_, record_),
      tcp_(loop, record_),
      lookups_(loop),
      resolver_(loop.ready(), lookups_, resolver_options()),
      way_out_(loop, out),
      resolved_(resolver_),
      names_([this] { return way_out_.gateways(); }, resolved_),
      means_{echo_, tcp_, names_, record_},
      scrapes_(loop.ready(), scrapes_at_once),
      scraped_{loop, targets_, labels_, self_, [this] { return numbers(); }, scrapes_},
      server_(loop, pages()) {
  loop.observe(this);
}

runtime::~runtime() { loop_->observe(nullptr); }

http::routes runtime::pages() {
  http::routes pages;
  pages.add("GET", "/", [this](http::request) {
    return at_once(http::response(200, "text/html; charset=utf-8", index_page(targets_, journal_.entries())));
  });
  pages.add("GET", "/metrics", [this](http::request) { return metrics_page(scraped_); });
  pages.add("GET", "/-/healthy", [](http::request) { return at_once(http::response::text(200, "reachd is healthy")); });
  pages.add("GET", "/-/ready", [](http::request) { return at_once(http::response::text(200, "reachd is ready")); });
  return pages;
}

bool runtime::listen(const config::settings& wanted) { return listen_everywhere(server_, wanted.listen, *out_); }

void runtime::start_targets(const config::settings& wanted) {
  const echo_load load = load_of(wanted.targets);
  loop_->scheduler().set_turn_length(async::turn_length_for(load.per_second, load.smallest_interval));
  sockets_.expect(load.per_second);
  way_out_.judge_by(wanted.uplink, pinger_, targets_, record_, probe::uplink_events(uv::wall_now, journal_));
  labels_.reserve(wanted.targets.size());
  for (const config::target_settings& written : wanted.targets) {
    labels_.push_back(labels_of(written));
    probe::target_plan plan = plan_of(written);
    state_.recall(plan);
    targets_.add(std::move(plan), means_);
  }
  name_relations(wanted);
  state_.all_started();
  self_.config_loaded(uv::wall_now());
}

/// The targets stand in the set in the order of the settings.
void runtime::name_relations(const config::settings& wanted) {
  for (std::size_t index = 0; index < wanted.targets.size(); ++index) {
    if (const auto parent = wanted.targets[index].parent) targets_.at(index)->parent = targets_.at(*parent)->id;
  }
  for (const std::uint32_t witness : wanted.uplink.targets) way_out_.add_witness(targets_.at(witness)->id);
}

async::task<void> runtime::run(const config::settings& wanted) {
  uv::signals signals(*loop_, {SIGTERM, SIGINT});
  async::scope writing(loop_->ready());
  if (probes_ != nullptr) writing.spawn(write_probe_log(*loop_, *probes_, *out_));
  state_.load();
  start_targets(wanted);
  async::scope beside(loop_->ready());
  beside.spawn(way_out_.run(record_));
  beside.spawn(reporter_.say_crowds());
  beside.spawn(state_.run());
  out_->info("reachd started", {{"version", REACHD_VERSION}, {"targets", std::uint64_t{targets_.size()}}});
  const auto signal = co_await signals.next();
  out_->info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
  beside.request_stop();
  co_await beside.join();
  co_await shut_down();
  writing.request_stop();
  co_await writing.join();
  out_->info("reachd stopped");
}

async::task<void> runtime::shut_down() {
  co_await targets_.stop_all(means_);
  co_await state_.save_last();
  pinger_.stop_all();
  server_.stop();
  co_await server_.join();
}

void runtime::turn_began(core::nanoseconds lag) {
  loop_lag_.record(lag);
  if (lag >= least_gap) journal_.stalled(lag, uv::wall_now());
}

void runtime::was_suspended(core::nanoseconds how_long) {
  journal_.suspended(how_long, uv::wall_now());
  pinger_.blinded(loop_->suspended_at(), ECANCELED);
  way_out_.distrust();
}

metrics::self_numbers runtime::numbers() {
  metrics::self_numbers now;
  now.loop_lag = loop_lag_;
  now.send_lateness = reporter_.send_lateness();
  now.targets = targets_.size();
  now.stalled = journal_.stalls();
  now.suspended = journal_.suspends();
  now.restarted = journal_.restarts();
  now.state = state_.numbers();
  now.uplink = way_out_.numbers();
  fill_echo_numbers(now, pinger_.counters());
  fill_resolver_numbers(now, resolver_.statistics());
  fill_web_numbers(now, server_.counts());
  return now;
}

}  // namespace reachd::daemon
