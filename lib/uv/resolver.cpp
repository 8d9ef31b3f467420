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

struct resolver::hash {
  std::size_t operator()(const question& one) const noexcept {
    return std::hash<std::string>{}(one.name) * 3 + static_cast<std::size_t>(one.wanted);
  }
};

/// A name that somebody waits for or that is in flight.
struct resolver::entry : core::list_hook<> {
  question asked;
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
  void ended(const question& asked, const lookup_answer& answer, core::nanoseconds took);
  void remember(const question& asked, bool slow);

  lookup_port* lookups;
  resolver_options options;
  std::size_t slow_slots;
  std::unordered_map<question, entry, hash> entries;
  core::intrusive_list<entry> quick_line;
  core::intrusive_list<entry> slow_line;
  std::unordered_set<question, hash> known_slow;
  std::size_t slow_in_flight = 0;
  std::uint64_t joined_so_far = 0;
  resolver_statistics statistics;
  bool filling = false;
};

void resolver::state::join(waiter& joined) {
  const auto [place, is_new] = entries.try_emplace(joined.asked_);
  entry& sought = place->second;
  joined.entry_ = &sought;
  sought.waiters.push_back(joined);
  if (!is_new) return;
  sought.asked = joined.asked_;
  sought.slow = known_slow.contains(sought.asked);
  sought.turn_in_line = joined_so_far++;
  (sought.slow ? slow_line : quick_line).push_back(sought);
  ++statistics.queued;
  fill_slots();
}

void resolver::state::leave(waiter& left) noexcept {
  entry& sought = *left.entry_;
  static_cast<core::list_hook<resolver_tag>&>(left).unlink();
  if (sought.in_flight || !sought.waiters.empty()) return;
  --statistics.queued;
  entries.erase(entries.find(sought.asked));
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
  const question asked = started.asked;  // the entry may be gone before begin returns
  auto ended = [weak = weak_from_this(), asked](const lookup_answer& answer, core::nanoseconds took) {
    if (const auto self = weak.lock()) self->ended(asked, answer, took);
  };
  lookups->begin(asked.name, asked.wanted, std::move(ended));
}

void resolver::state::ended(const question& asked, const lookup_answer& answer, core::nanoseconds took) {
  const auto done = entries.extract(asked);
  entry& sought = done.mapped();
  --statistics.in_flight;
  if (sought.slow) --slow_in_flight;
  ++statistics.lookups;
  if (!answer) ++statistics.failures;
  statistics.time += took;
  remember(asked, !answer || took > options.slow);
  while (waiter* next = sought.waiters.pop_front()) {
    next->answer_ = answer;
    next->complete();
  }
  fill_slots();
}

void resolver::state::remember(const question& asked, bool slow) {
  if (!slow) {
    known_slow.erase(asked);
    return;
  }
  if (known_slow.size() >= remember_at_most) known_slow.clear();
  known_slow.insert(asked);
}

resolver::resolver(async::ready_queue& ready, lookup_port& lookups, const resolver_options& options)
    : ready_(&ready), state_(std::make_shared<state>(lookups, options)) {}
resolver::~resolver() = default;

resolver_statistics resolver::statistics() const { return state_->statistics; }

bool resolver::waiter::start() {
  const std::string& name = asked_.name;
  if (const auto literal = core::address::parse(name)) {
    answer_ = std::vector{*literal};
    if (!core::holds(asked_.wanted, literal->family())) {
      const std::string problem = "'" + name + "' is no " + std::string(core::address_word(asked_.wanted));
      answer_ = std::unexpected(core::error(problem, EAFNOSUPPORT));
    }
    return false;
  }
  if (const auto zone = core::address::zone_of(name)) {
    const std::string problem = "'" + name + "': this machine has no interface '" + std::string(*zone) + "'";
    answer_ = std::unexpected(core::error(problem, ENODEV));
    return false;
  }
  state_->join(*this);
  return true;
}

void resolver::waiter::withdraw() noexcept { state_->leave(*this); }

lookup_answer resolver::waiter::await_resume() {
  if (stopped()) return std::unexpected(stopped_error("cannot resolve '" + asked_.name + "'"));
  return std::move(answer_);
}

}  // namespace reachd::uv
