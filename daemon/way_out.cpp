// SPDX-License-Identifier: Apache-2.0
#include "daemon/way_out.hpp"

#include "route/gateways.hpp"

namespace reachd::daemon {
namespace {

/// What the kernel refused to tell is asked for again.
constexpr core::nanoseconds again_after = std::chrono::seconds(1);

}  // namespace

way_out::way_out(uv::loop& loop, log& out) : loop_(&loop) {
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

void way_out::judge_by(const config::uplink_settings& wanted, icmp::pinger& pinger, probe::target_set& targets,
                       probe::recorder& record, probe::uplink_events events) {
  using mode = config::uplink_settings::mode;
  async::scheduler& clock = loop_->scheduler();
  probe::uplink* judged = &none_;
  if (wanted.by == mode::targets) {
    witnesses_ = std::make_unique<probe::target_uplink>(clock, targets, std::move(events));
    judged = witnesses_.get();
  } else if (wanted.by == mode::automatic && ways_) {
    gateways_ = std::make_unique<probe::gateway_uplink>(clock, pinger, *ways_, std::move(events));
    judged = gateways_.get();
  }
  upstream_.emplace(clock, targets, *judged);
  record.ask(*upstream_);
}

void way_out::add_witness(core::target_id id) {
  if (witnesses_ != nullptr) witnesses_->add(id);
}

async::task<void> way_out::run(probe::recorder& record) {
  const auto stop = co_await async::current_stop_token();
  async::scope running(loop_->ready(), stop);
  running.spawn(upstream_->run(record));
  if (gateways_ != nullptr) running.spawn(gateways_->run());
  co_await running.join();
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
