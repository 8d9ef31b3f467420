// SPDX-License-Identifier: Apache-2.0
#include "daemon/runtime.hpp"

#include <cerrno>
#include <csignal>

#include "daemon/api.hpp"
#include "daemon/index_page.hpp"
#include "daemon/listeners.hpp"
#include "daemon/plans.hpp"
#include "daemon/probe_log_writer.hpp"
#include "daemon/probe_page.hpp"
#include "daemon/self_numbers.hpp"
#include "metrics/probe_kind.hpp"
#include "uv/process_setup.hpp"

namespace reachd::daemon {
namespace {

using namespace std::chrono_literals;

#ifdef __clang__
constexpr const char* compiler = __VERSION__;
#else
constexpr const char* compiler = "GCC " __VERSION__;
#endif

constexpr const char* user_agent = "reachd/" REACHD_VERSION;

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

async::task<http::response> at_once(http::response answer) { co_return answer; }

}  // namespace

runtime::runtime(uv::loop& loop, const icmp::run_secret& secret, start begin, log& out, probe_log* probes)
    : loop_(&loop),
      begin_(std::move(begin)),
      out_(&out),
      probes_(probes),
      self_({.version = REACHD_VERSION, .revision = "", .compiler = compiler}),
      journal_(out),
      reporter_(out, loop.scheduler(), probes),
      record_(loop.scheduler(), uv::wall_now, reporter_),
      targets_(loop.scheduler()),
      supervision_(loop.scheduler(), targets_, service_manager::from_environment()),
      state_(loop, targets_, journal_, out, begin_.state_dir),
      sockets_(loop, secret, out),
      pinger_(loop.scheduler(), echo_, sockets_.get(core::family::v4), sockets_.get(core::family::v6),
              pinger_options(secret)),
      lanes_(loop, pinger_, secret.ident, out),
      echo_(pinger_, targets_, record_, &lanes_),
      contexts_(loop),
      web_(loop, user_agent),
      tcp_(loop, record_, contexts_),
      programs_(loop),
      plugins_(programs_, record_),
      name_queries_(loop, record_),
      lookups_(loop),
      resolver_(loop.ready(), lookups_, resolver_options()),
      way_out_(loop, out),
      resolved_(resolver_),
      names_([this] { return way_out_.gateways(); }, resolved_),
      web_requests_(loop, record_, web_, names_, contexts_),
      means_{probe::probers({&echo_, &tcp_, &web_requests_, &plugins_, &name_queries_}), names_, record_},
      live_(loop.scheduler(), targets_, means_),
      reloads_(loop, begin_.file, live_, self_, out,
               {.begins = [this] { supervision_.manager().reloading(loop_->scheduler().now()); },
                .admits = [this](const config::settings& next) { return admit_as(next); },
                .applied = [this](const config::settings& now, const echo_load& load) { configured(now, load); },
                .ended = [this] { supervision_.manager().ready(); }}),
      scrapes_(loop.ready(), scrapes_at_once),
      probes_asked_for_(loop.ready(), probes_at_once),
      scraped_{loop, live_, self_, [this] { return numbers(); }, scrapes_},
      access_(loop),
      server_(loop, pages()) {
  for (const core::family family : {core::family::v4, core::family::v6}) {
    const int problem = sockets_.problem(family);
    if (problem != 0) pinger_.change_lane(static_cast<std::uint16_t>(family), nullptr, problem);
  }
  server_.admit_by([this](const http::request& asked) { return access_.admit(asked); });
  loop.observe(this);
}

runtime::~runtime() { loop_->observe(nullptr); }

http::routes runtime::pages() {
  http::routes pages;
  pages.add("GET", "/", [this](http::request) { return index(); });
  pages.add("GET", "/metrics", [this](http::request) { return metrics_page(scraped_); });
  const probe_parts to_probe{{*loop_, pinger_, &lanes_, names_, web_, contexts_},
                             [this] { return live_.settings()->blackbox; },
                             probes_asked_for_};
  pages.add("GET", "/probe", [to_probe](http::request asked) { return probe_page(to_probe, std::move(asked)); });
  pages.add("GET", "/-/healthy", [](http::request) { return at_once(http::response::text(200, "reachd is healthy")); });
  pages.add("GET", "/-/ready", [](http::request) { return at_once(http::response::text(200, "reachd is ready")); });
  add_api(pages, {*loop_, targets_, live_, reloads_, scrapes_});
  return pages;
}

core::result<void> runtime::admit_as(const config::settings& now) {
  const auto changed = access_.change(server_, now.access);
  if (!changed) return std::unexpected(changed.error());
  if (*changed) {
    out_->info("web access",
               {{"tls", now.access.tls ? "on" : "off"}, {"users", std::uint64_t{now.access.users.size()}}});
  }
  return {};
}

async::task<http::response> runtime::index() {
  const state_tally tally = co_await count_states(loop_->scheduler(), targets_);
  co_return http::response(200, "text/html; charset=utf-8", index_page(tally, journal_.entries(), reloads_.problem()));
}

bool runtime::listen() {
  if (const auto admitted = admit_as(*begin_.wanted); !admitted) {
    out_->error("'web.config_file' cannot be used", {{"error", admitted.error().message()}});
    return false;
  }
  auto passed = take_passed_sockets();
  const bool open = passed.empty() ? listen_everywhere(server_, begin_.wanted->listen, *out_)
                                   : listen_on(server_, std::move(passed), *out_);
  return open && (begin_.socket.empty() || listen_control(server_, begin_.socket, *out_));
}

void runtime::start_targets() {
  way_out_.judge_by(begin_.wanted->uplink.by, {pinger_, targets_, record_, journal_});
  const live_targets::shared_settings wanted = std::move(begin_.wanted);
  live_.spread().on_change([this] { parts_changed(); });
  live_.begin(wanted, {.recall = [this](probe::target_plan& plan) { state_.recall(plan); },
                       .addresses = [this](const probe::target_plan& whole) { return state_.parts_of(whole); }});
  state_.all_started();
  configured(*wanted, load_of(wanted->targets));
  reloads_.follow(std::move(begin_.read));
  reloads_.look_again();
  self_.config_loaded(uv::wall_now());
}

void runtime::configured(const config::settings& now, const echo_load& load) {
  out_->set(now.level, now.format);
  load_ = load;
  expect(load_.per_second + live_.spread().more_per_second());
  way_out_.change(now.uplink.by, live_.witnesses());
}

void runtime::expect(double echoes_per_second) {
  expected_ = echoes_per_second;
  loop_->scheduler().set_turn_length(async::turn_length_for(echoes_per_second, load_.smallest_interval));
  lanes_.drain_on_the_turn(sockets_.expect(echoes_per_second));
}

/// Names with many addresses may have others; few more or less are nothing to change a turn for.
void runtime::parts_changed() {
  const double now = load_.per_second + live_.spread().more_per_second();
  if (now > expected_ * 1.25 || now < expected_ * 0.75) expect(now);
}

async::task<int> runtime::wait_for_the_end(uv::signals& signals) {
  for (;;) {
    const auto signal = co_await signals.next();
    if (signal != SIGHUP) co_return signal.value_or(SIGTERM);
    reloads_.request();
  }
}

async::task<void> runtime::run() {
  // To the very end: a second signal must not kill us before all is saved.
  uv::signals signals(*loop_, {SIGTERM, SIGINT, SIGHUP});
  async::scope writing(loop_->ready());
  if (probes_ != nullptr) writing.spawn(write_probe_log(*loop_, *probes_, *out_));
  state_.load();
  start_targets();
  async::scope beside(loop_->ready());
  beside.spawn(way_out_.run());
  beside.spawn(reporter_.say_crowds());
  beside.spawn(reloads_.run());
  beside.spawn(supervision_.run());
  beside.spawn(lanes_.run());
  beside.spawn(state_.run());
  out_->info("reachd started", {{"version", REACHD_VERSION}, {"targets", std::uint64_t{targets_.size()}}});
  const int signal = co_await wait_for_the_end(signals);
  out_->info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
  supervision_.manager().stopping();
  beside.request_stop();
  co_await beside.join();
  co_await shut_down();
  writing.request_stop();
  co_await writing.join();
  out_->info("reachd stopped");
}

async::task<void> runtime::shut_down() {
  co_await live_.spread().stop();
  co_await targets_.stop_all(means_);
  co_await state_.save_last();
  pinger_.stop_all();
  server_.stop();
  co_await server_.join();
}

void runtime::turn_began(core::nanoseconds lag) {
  loop_lag_.record(lag);
  supervision_.turn_began(uv::monotonic_now(), lag);
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
  now.exec_unkillable = programs_.reaper().size();
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
