// SPDX-License-Identifier: Apache-2.0
#include "uv/resolver.hpp"

#include <algorithm>
#include <cerrno>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "uv/status.hpp"

namespace reachd::uv {
namespace {

/// Bounds the memory of names that come and go. Forgetting them all costs each of them one lookup among the quick ones.
constexpr std::size_t remember_at_most = 200'000;

}  // namespace

/// A name that somebody waits for or that is in flight.
struct resolver::entry : core::list_hook<> {
  std::string name;
  bool slow = false;
  bool in_flight = false;
  std::uint64_t turn_in_line = 0;
  core::intrusive_list<waiter, resolver_tag> waiters;
};

struct resolver::state : std::enable_shared_from_this<state> {
  state(lookup_port& asked, const resolver_options& given)
      : lookups(&asked), options(given), slow_slots(std::max<std::size_t>(1, given.slots / 4)) {}

  void join(waiter& joined);
  void leave(waiter& left) noexcept;
  void fill_slots();
  entry* take_next();
  void begin(entry& started);
  void ended(const std::string& name, const lookup_answer& answer, core::nanoseconds took);
  void remember(const std::string& name, bool slow);

  lookup_port* lookups;
  resolver_options options;
  std::size_t slow_slots;
  std::unordered_map<std::string, entry> entries;
  core::intrusive_list<entry> quick_line;
  core::intrusive_list<entry> slow_line;
  std::unordered_set<std::string> known_slow;
  std::size_t slow_in_flight = 0;
  std::uint64_t joined_so_far = 0;
  resolver_statistics statistics;
  bool filling = false;
};

void resolver::state::join(waiter& joined) {
  const auto [place, is_new] = entries.try_emplace(joined.name_);
  entry& asked = place->second;
  joined.entry_ = &asked;
  asked.waiters.push_back(joined);
  if (!is_new) return;
  asked.name = joined.name_;
  asked.slow = known_slow.contains(asked.name);
  asked.turn_in_line = joined_so_far++;
  (asked.slow ? slow_line : quick_line).push_back(asked);
  ++statistics.queued;
  fill_slots();
}

void resolver::state::leave(waiter& left) noexcept {
  entry& asked = *left.entry_;
  static_cast<core::list_hook<resolver_tag>&>(left).unlink();
  if (asked.in_flight || !asked.waiters.empty()) return;
  --statistics.queued;
  entries.erase(entries.find(asked.name));
}

resolver::entry* resolver::state::take_next() {
  if (slow_line.empty() || slow_in_flight >= slow_slots) return quick_line.pop_front();
  if (quick_line.empty() || slow_line.front().turn_in_line < quick_line.front().turn_in_line)
    return slow_line.pop_front();
  return quick_line.pop_front();
}

void resolver::state::fill_slots() {
  if (std::exchange(filling, true)) return;  // a lookup that ended inside begin: the loop below goes on
  while (statistics.in_flight < options.slots) {
    entry* next = take_next();
    if (next == nullptr) break;
    begin(*next);
  }
  filling = false;
}

void resolver::state::begin(entry& started) {
  started.in_flight = true;
  --statistics.queued;
  ++statistics.in_flight;
  if (started.slow) ++slow_in_flight;
  const std::string name = started.name;  // the entry may be gone before begin returns
  lookups->begin(name, [weak = weak_from_this(), name](const lookup_answer& answer, core::nanoseconds took) {
    if (const auto self = weak.lock()) self->ended(name, answer, took);
  });
}

void resolver::state::ended(const std::string& name, const lookup_answer& answer, core::nanoseconds took) {
  const auto done = entries.extract(name);
  entry& asked = done.mapped();
  --statistics.in_flight;
  if (asked.slow) --slow_in_flight;
  ++statistics.lookups;
  if (!answer) ++statistics.failures;
  statistics.time += took;
  remember(name, !answer || took > options.slow);
  while (waiter* next = asked.waiters.pop_front()) {
    next->answer_ = answer;
    next->complete();
  }
  fill_slots();
}

void resolver::state::remember(const std::string& name, bool slow) {
  if (!slow) {
    known_slow.erase(name);
    return;
  }
  if (known_slow.size() >= remember_at_most) known_slow.clear();
  known_slow.insert(name);
}

resolver::resolver(async::ready_queue& ready, lookup_port& lookups, const resolver_options& options)
    : ready_(&ready), state_(std::make_shared<state>(lookups, options)) {}
resolver::~resolver() = default;

resolver_statistics resolver::statistics() const { return state_->statistics; }

bool resolver::waiter::start() {
  if (const auto literal = core::address::parse(name_)) {
    answer_ = std::vector{*literal};
    return false;
  }
  if (const auto zone = core::address::zone_of(name_)) {
    const std::string problem = "'" + name_ + "': this machine has no interface '" + std::string(*zone) + "'";
    answer_ = std::unexpected(core::error(problem, ENODEV));
    return false;
  }
  state_->join(*this);
  return true;
}

void resolver::waiter::withdraw() noexcept { state_->leave(*this); }

lookup_answer resolver::waiter::await_resume() {
  if (stopped()) return std::unexpected(stopped_error("cannot resolve '" + name_ + "'"));
  return std::move(answer_);
}

}  // namespace reachd::uv
