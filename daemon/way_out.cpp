// SPDX-License-Identifier: Apache-2.0
#include "daemon/way_out.hpp"

#include <utility>

#include "route/gateways.hpp"

namespace reachd::daemon {
namespace {

/// What the kernel refused to tell is asked for again.
constexpr core::nanoseconds again_after = std::chrono::seconds(1);

}  // namespace

way_out::way_out(uv::loop& loop, log& out) : loop_(&loop), changed_(loop.ready()) {
  auto opened = route::table::open();
  if (!opened) {
    out.warning("cannot read the routing table: the uplink is not judged, and _gateway has no address",
                {{"error", opened.error().message()}});
    return;
  }
  table_ = std::move(*opened);
  ways_.emplace(*table_);
  readable_.emplace(loop, table_->fd());
  readable_->start();
  loop.scheduler().add(*this);
}

std::vector<core::address> way_out::gateways() const {
  return table_ != nullptr ? route::gateways(*table_) : std::vector<core::address>();
}

void way_out::judge_by(config::uplink_settings::mode by, const parts& with) {
  with_.emplace(with);
  by_ = by;
  upstream_.emplace(loop_->scheduler(), with.targets, none_);
  build();
  with.record.ask(*upstream_);
}

void way_out::build() {
  using mode = config::uplink_settings::mode;
  const auto events = [this] { return probe::uplink_events(uv::wall_now, with_->observer); };
  async::scheduler& clock = loop_->scheduler();
  upstream_->judge_by(none_);
  if (gateways_ != nullptr) gateways_->retire();
  if (witnesses_ != nullptr) witnesses_->retire();
  gateways_.reset();
  witnesses_.reset();
  if (by_ == mode::targets) {
    witnesses_ = std::make_unique<probe::target_uplink>(clock, with_->targets, events());
    witnesses_->set_witnesses(named_);
    upstream_->judge_by(*witnesses_);
  } else if (by_ == mode::automatic && ways_) {
    gateways_ = std::make_unique<probe::gateway_uplink>(clock, with_->pinger, *ways_, events());
    upstream_->judge_by(*gateways_);
  }
}

void way_out::change(config::uplink_settings::mode by, std::vector<core::target_id> witnesses) {
  named_ = std::move(witnesses);
  if (std::exchange(by_, by) != by) {
    changed_.set();  // until then the old ones are waited for; with none named nobody would be excused
  } else if (witnesses_ != nullptr) {
    witnesses_->set_witnesses(named_);
  }
}

async::task<void> way_out::run() {
  const auto stop = co_await async::current_stop_token();
  for (;;) {
    async::scope running(loop_->ready(), stop);
    running.spawn(upstream_->run(with_->record));
    if (gateways_ != nullptr) running.spawn(gateways_->run());
    const bool changed = co_await changed_.wait();
    running.request_stop();
    co_await running.join();
    if (!changed) co_return;
    changed_.reset();
    build();
  }
}

bool way_out::drain(core::instant begun) {
  if (readable_->take()) table_->drain();
  if (!table_->is_stale() || begun - refused_ < again_after) return true;
  const auto all = table_->refresh();
  if (!all) refused_ = begun;
  if (all && !*all) return false;
  if (gateways_ != nullptr) gateways_->hurry();
  return true;
}

void way_out::distrust() {
  if (table_ != nullptr) table_->distrust();
  if (gateways_ != nullptr) gateways_->hurry();
}

std::vector<metrics::uplink_number> way_out::numbers() {
  std::vector<metrics::uplink_number> out;
  const auto add = [&out](probe::uplink& from) {
    for (const probe::way_state& each : from.states()) {
      if (each.judged) out.push_back({each.name, each.up});
    }
  };
  if (gateways_ != nullptr) add(*gateways_);
  if (witnesses_ != nullptr) add(*witnesses_);
  return out;
}

}  // namespace reachd::daemon
