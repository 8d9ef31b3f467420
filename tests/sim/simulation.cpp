// SPDX-License-Identifier: Apache-2.0
#include "sim/simulation.hpp"

#include <algorithm>
#include <cerrno>

namespace reachd::sim {
namespace {

constexpr std::uint64_t turns_between_sweeps = 1 << 14;
/// As daemon/echo_sockets: below it a packet wakes the loop, above it the turns drain anyway.
constexpr double drained_on_the_turn_above_per_second = 100;

wire::siphash_key key_of(std::uint64_t seed) {
  draws draw(seed);
  wire::siphash_key key{};
  wire::store_u64(key, 0, draw.next());
  wire::store_u64(key, 8, draw.next());
  return key;
}

}  // namespace

simulation::simulation(const scenario& script, std::uint64_t seed, const faults& planted)
    : script_(&script),
      planted_(planted),
      seed_(seed),
      key_(key_of(seed)),
      time_(script),
      scheduler_(time_.now()),
      truth_(key_, script.targets),
      v4_(script, seed, time_, truth_, core::family::v4),
      v6_(script, seed, time_, truth_, core::family::v6),
      checker_(script, time_, truth_, v4_, v6_),
      record_(
          scheduler_, [this] { return time_.wall_now(); }, checker_),
      targets_(scheduler_),
      sink_(planted_, echo_),
      pinger_(scheduler_, sink_, &v4_, &v6_, {.key = key_}),
      echo_(pinger_, targets_, record_),
      prober_(planted_, checker_, echo_),
      names_(script, time_, scheduler_),
      with_{probe::probers(prober_), names_, record_},
      ways_(script, time_),
      uplink_(scheduler_, pinger_, ways_, probe::uplink_events([this] { return time_.wall_now(); }, checker_)),
      upstream_(scheduler_, targets_, uplink_),
      adding_(scheduler_.ready()),
      beside_(scheduler_.ready()) {}

report simulation::run() {
  tune();
  truth_.ask([this](core::target_id id) { return targets_.find(id) != nullptr; });
  adding_.spawn(add_targets());
  if (!script_->removed.empty()) adding_.spawn(remove_targets());
  if (!script_->changed.empty()) adding_.spawn(change_targets());
  if (script_->has_uplink()) {
    if (!planted_.blind_to_uplink) record_.ask(upstream_);
    beside_.spawn(uplink_.run());
    beside_.spawn(upstream_.run(record_));
  }
  go_on_until(time_.origin() + script_->run);
  stop();
  compare_packets();
  compare_uplink();
  return {.seed = seed_,
          .counts = checker_.all(),
          .outages = checker_.outages(),
          .skipped = checker_.skipped(),
          .state_changes = checker_.state_changes(),
          .turns = turns_,
          .most_in_flight = most_in_flight_,
          .digest = checker_.digest(),
          .wrong = checker_.complaints().count(),
          .first_wrong = checker_.complaints().first(),
          .pinger = pinger_.counters()};
}

void simulation::tune() {
  const core::nanoseconds smallest = std::min(script_->plan.interval, script_->plan.retry);
  const double per_second = static_cast<double>(script_->targets) / core::to_seconds(script_->plan.interval);
  scheduler_.set_turn_length(async::turn_length_for(per_second, smallest));
  wakes_on_packets_ = per_second <= drained_on_the_turn_above_per_second;
}

async::task<void> simulation::add_targets() {
  const core::instant start = scheduler_.now();
  for (std::uint64_t added = 0; added < script_->targets; ++added) {
    const auto share =
        static_cast<std::int64_t>(added) * script_->added_over / static_cast<std::int64_t>(script_->targets);
    const core::instant due = start + share;
    const bool awake = co_await async::sleep_until(scheduler_, due);
    if (!awake) co_return;
    add_target(static_cast<std::uint32_t>(added));
  }
}

probe::target_plan simulation::plan_of(std::uint32_t index) const {
  probe::target_plan plan = script_->plan_of(index, time_.elapsed());
  const bool is_name = script_->every_named > 0 && index % script_->every_named == 0;
  plan.name = "target-" + std::to_string(index);
  plan.host =
      is_name ? "name-" + std::to_string(index) : address_of(index, family_of(*script_, index), false).to_string();
  return plan;
}

void simulation::add_target(std::uint32_t index) {
  probe::target_plan plan = plan_of(index);
  const probe::target_plan meant = plan;
  if (planted_.at_add) planted_.at_add(plan);
  const probe::target& target = targets_.add(std::move(plan), with_);
  checker_.added(target, meant, index);
  added_.resize(std::max<std::size_t>(added_.size(), index + 1));
  added_[index] = target.id;
  planned_.resize(added_.size());
  planned_[index] = &script_->plan_of(index, time_.elapsed());
}

/// As the loop does when it finds that the machine has slept.
void simulation::wake() {
  if (time_.sleeps() == sleeps_) return;
  sleeps_ = time_.sleeps();
  pinger_.blinded(time_.now(), ECANCELED);
  checker_.woken();
}

/// Looks often enough that whoever is to go is gone within its window.
async::task<void> simulation::remove_targets() {
  using namespace std::chrono_literals;
  for (bool awake = true; awake;) {
    for (std::uint32_t number = 0; number < added_.size(); ++number) {
      const bool wanted = !script_->is_removed(number, time_.elapsed());
      const probe::target* const there = targets_.find(added_[number]);
      if (there == nullptr && wanted) add_target(number);
      if (there == nullptr || wanted || there->leaving) continue;
      checker_.leaves(*there);
      targets_.remove(added_[number], with_);
    }
    const core::instant again = scheduler_.now() + 250ms;
    const bool slept = co_await async::sleep_until(scheduler_, again);
    awake = slept;
  }
}

async::task<void> simulation::change_targets() {
  using namespace std::chrono_literals;
  for (bool awake = true; awake;) {
    for (std::uint32_t number = 0; number < added_.size(); ++number) {
      const auto* const wanted = &script_->plan_of(number, time_.elapsed());
      const probe::target* const there = targets_.find(added_[number]);
      if (there == nullptr || there->leaving || planned_[number] == wanted) continue;
      planned_[number] = wanted;
      checker_.changes(*there, *wanted);
      if (planted_.deaf_to_changes) continue;
      targets_.change(there->id, plan_of(number), with_);
    }
    const core::instant again = scheduler_.now() + 50ms;
    const bool slept = co_await async::sleep_until(scheduler_, again);
    awake = slept;
  }
}

void simulation::turn() {
  wake();
  scheduler_.turn(time_.now());
  most_in_flight_ = std::max<std::uint64_t>(most_in_flight_, pinger_.in_flight());
  if (++turns_ % turns_between_sweeps == 0) checker_.sweep(targets_, checker::moment::running, scheduler_.now());
}

void simulation::go_on_until(core::instant end) {
  while (true) {
    core::instant next = scheduler_.next_turn();
    if (wakes_on_packets_) next = std::min({next, v4_.next_event(), v6_.next_event()});
    if (next > end) break;
    time_.run_at(next);
    turn();
  }
  time_.run_at(end);
  do turn();
  while (scheduler_.next_turn() <= scheduler_.now());
  checker_.sweep(targets_, checker::moment::settled, scheduler_.now());
}

void simulation::stop() {
  checker_.stopping();
  adding_.request_stop();
  beside_.request_stop();
  async::scope last(scheduler_.ready());
  last.spawn(targets_.stop_all(with_));
  const auto all_stopped = [&] { return last.empty() && beside_.empty(); };
  for (int turns = 0; !all_stopped() && turns < 1'000'000; ++turns) turn();
  checker_.sweep(targets_, checker::moment::stopped, scheduler_.now());
  if (pinger_.in_flight() != 0) checker_.complaints().add("something is in flight after the stop");
}

/// Every packet that was read is counted once, for what it was.
void simulation::compare_packets() {
  using enum icmp::reject_reason;
  const icmp::counters& counted = pinger_.counters();
  const auto read = [this](bearing what) { return v4_.counts().of(what) + v6_.counts().of(what); };
  const auto expect = [this](bool right, const char* what) {
    if (!right) checker_.complaints().add(what);
  };
  const std::uint64_t by_kernel = v4_.counts().checksums_by_kernel + v6_.counts().checksums_by_kernel;
  expect(counted.of(checksum) == read(bearing::checksum) + by_kernel, "wrong checksums are not counted as such");
  expect(counted.of(code) == read(bearing::code), "wrong codes are not counted as such");
  expect(counted.of(short_packet) == read(bearing::shortened), "short packets are not counted as such");
  const std::uint64_t errors = counted.of(icmp_error);
  expect(errors >= read(bearing::forged_error) && errors <= read(bearing::forged_error) + read(bearing::error),
         "forged errors are not counted as such");
  // The gateway's answers are nobody's probes.
  const std::uint64_t replies = checker_.all().of(core::outcome::reply);
  expect(counted.believed() >= replies && counted.believed() <= replies + read(bearing::gateway),
         "a reply was believed and ended nothing");
  expect(counted.late == checker_.all().late, "a late reply was counted and not told");
  expect(counted.duplicate == checker_.all().duplicates, "a duplicate was counted and not told");
  const std::uint64_t judged = counted.believed() + counted.late + counted.duplicate + counted.of(token) +
                               counted.of(source) + counted.of(stale);
  expect(judged == read(bearing::reply) + read(bearing::gateway) + read(bearing::token) + read(bearing::source),
         "a reply was neither believed nor rejected");
  std::uint64_t all = by_kernel;
  for (std::size_t what = 0; what < bearing_count; ++what) all += read(static_cast<bearing>(what));
  expect(counted.packets() == all, "a packet was not counted once");
  expect(v4_.counts().unknown_requests + v6_.counts().unknown_requests == 0, "a request left with nobody's token");
}

/// One outage, one event, with one end.
void simulation::compare_uplink() {
  std::uint64_t cuts = 0;
  for (const uplink_cut& each : script_->uplink_cuts) cuts += each.when.from < script_->run;
  const auto expect = [this](bool right, const char* what) {
    if (!right) checker_.complaints().add(what);
  };
  expect(checker_.outages() == cuts, "the outages that were told are not the cuts");
  expect(checker_.recoveries() == cuts, "the ends of outages that were told are not those of the cuts");
}

}  // namespace reachd::sim
