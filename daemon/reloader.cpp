// SPDX-License-Identifier: Apache-2.0
#include "daemon/reloader.hpp"

#include <algorithm>
#include <span>

#include "config/limits.hpp"
#include "config/load.hpp"
#include "uv/offload.hpp"

namespace reachd::daemon {

namespace {

config::problem problem_of(const std::string& file, const core::error& what) {
  config::problem out;
  out.where.file = file;
  out.message = what.message();
  return out;
}

}  // namespace

/// What the pool works out.
struct reloader::prepared {
  live_targets::shared_settings wanted;
  std::vector<config::problem> problems;
  config::difference changes;
  echo_load load;
  config::footprint read;
  std::uint64_t touched_as = 0;  // right after it was read
};

reloader::reloader(uv::loop& loop, std::string file, live_targets& targets, metrics::self_metrics& self, log& out,
                   hooks told)
    : loop_(&loop),
      file_(std::move(file)),
      targets_(&targets),
      self_(&self),
      out_(&out),
      told_(std::move(told)),
      watch_(loop, out, [this] { wanted_.set(); }),
      wanted_(loop.ready()),
      ended_(loop.ready()) {}

void reloader::follow(config::footprint read) {
  last_hash_ = read.hash();
  const std::uint64_t touched_as = read.touched();
  watch_.follow(std::move(read), touched_as);
}

void reloader::request() {
  ++asked_;
  wanted_.set();
}

async::task<reload_answer> reloader::reload() {
  request();
  const std::uint64_t mine = asked_;
  while (served_ < mine && !closed_) {
    const bool ended = co_await ended_.wait();
    if (!ended) break;
  }
  if (served_ < mine) co_return reload_answer{false, "reachd is stopping\n"};
  co_return answer_;
}

reloader::prepared reloader::prepare(const std::string& file, const config::settings& before) {
  prepared next;
  config::load_result loaded = config::load(file);
  next.read = std::move(loaded.origin);
  next.touched_as = next.read.touched();
  next.problems = std::move(loaded.problems);
  if (!next.problems.empty()) return next;
  auto wanted = std::make_shared<const config::settings>(std::move(loaded.value));
  next.changes = config::compare(before, *wanted);
  next.load = load_of(wanted->targets);
  next.wanted = std::move(wanted);
  return next;
}

async::task<void> reloader::run() {
  const auto stop = co_await async::current_stop_token();
  async::scope watching(loop_->ready(), stop);
  watching.spawn(watch_.run());
  for (;;) {
    const bool wanted = co_await wanted_.wait();
    if (!wanted) break;
    wanted_.reset();
    const std::uint64_t serving = asked_;
    auto preparing = [file = file_, before = targets_->settings()] { return prepare(file, *before); };
    auto next = co_await uv::offload(*loop_, std::move(preparing));
    if (!next) break;
    const bool is_new = std::exchange(last_hash_, next->read.hash()) != next->read.hash();
    watch_.follow(std::move(next->read), next->touched_as);
    if (is_new || serving != served_) {
      told_.begins();
      co_await take(*next);
      told_.ended();
    }
    served_ = serving;
    ended_.set();
    ended_.reset();
    auto forget = [old = std::move(*next)]() mutable { old = prepared(); };  // a big one takes its time
    co_await uv::offload(*loop_, std::move(forget));
  }
  closed_ = true;
  ended_.set();
  co_await watching.join();
}

async::task<void> reloader::take(prepared& next) {
  if (next.wanted != nullptr) {
    const auto admitted = told_.admits(*next.wanted);
    if (!admitted) next.problems.push_back(problem_of(next.wanted->web_config_file, admitted.error()));
  }
  if (!next.problems.empty()) {
    refuse(next);
    co_return;
  }
  const live_targets::shared_settings before = targets_->settings();
  const live_targets::shared_settings wanted = std::exchange(next.wanted, before);
  co_await targets_->apply(wanted, next.changes);
  told_.applied(*wanted, next.load);
  problem_.clear();
  self_->config_loaded(uv::wall_now());
  const std::string summary = next.changes.summary();
  out_->info("configuration reloaded", {{"targets", summary}});
  say_what_waits(*before, *wanted);
  answer_ = {true, summary + "\n"};
}

void reloader::refuse(const prepared& next) {
  self_->config_refused();
  problem_ = config::render(next.problems);
  out_->error("configuration refused: the one before stays", {{"errors", std::uint64_t{next.problems.size()}}});
  const std::size_t shown = std::min(next.problems.size(), config::max_problems_shown);
  for (const config::problem& each : std::span(next.problems).first(shown)) {
    const std::string where = config::to_string(each.where);
    out_->error("configuration error", {{"at", where}, {"error", each.message}, {"hint", each.hint}});
  }
  answer_ = {false, problem_};
}

void reloader::say_what_waits(const config::settings& before, const config::settings& after) {
  if (before.listen != after.listen) {
    out_->warning("'web.listen' has changed: it takes effect when reachd is started again");
  }
}

}  // namespace reachd::daemon
