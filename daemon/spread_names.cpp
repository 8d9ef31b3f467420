// SPDX-License-Identifier: Apache-2.0
#include "daemon/spread_names.hpp"

#include <algorithm>

#include "core/part_name.hpp"
#include "daemon/plans.hpp"
#include "probe/name_watch.hpp"

namespace reachd::daemon {
namespace {

using width = probe::address_fan::width;

width width_of(const config::target_settings& written) {
  return written.address == config::address_choice::all ? width::all : width::first_of_each_family;
}

probe::target_plan plan_of_part(const config::target_settings& written, const spread_names::part& one) {
  probe::target_plan plan = plan_of(written);
  plan.name = core::name_of_part(written.name, one.text);
  plan.pinned = one.address;
  return plan;
}

probe::target_plan plan_of_stand_in(const config::target_settings& written) {
  probe::target_plan plan = plan_of(written);
  plan.stands_in = true;
  return plan;
}

bool is_in(std::span<const std::string> texts, const core::address& one) {
  return !texts.empty() && std::ranges::find(texts, one.to_string()) != texts.end();
}

}  // namespace

spread_names::entry::entry(async::scheduler& clock, const config::target_settings& from,
                           std::span<const std::string> others)
    : written(from), spoken_for(others.begin(), others.end()), fan(width_of(from)), next_lookup(clock) {}

void spread_names::add(const config::target_settings& written, std::span<const std::string> spoken_for,
                       const past& before) {
  const auto added = std::make_shared<entry>(*clock_, written, spoken_for);
  entries_[written.name] = added;
  if (before.addresses) {
    for (const core::address& known : before.addresses(plan_of(written))) {
      if (!is_in(spoken_for, known)) added->fan.remember(known);
      if (added->fan.has(known)) add_part(*added, known, before);
    }
  }
  if (added->parts.empty()) added->stand_in = roll_->add(written, plan_of_stand_in(written));
  weigh(*added);
  start_watching(added);
}

void spread_names::change(const std::string& name, const config::target_settings& written,
                          std::span<const std::string> spoken_for) {
  auto node = entries_.extract(name);
  node.key() = written.name;
  const std::shared_ptr<entry> changed = node.mapped();
  entries_.insert(std::move(node));
  changed->written = written;
  changed->spoken_for.assign(spoken_for.begin(), spoken_for.end());
  for (const std::string& other : spoken_for) remove_part(*changed, other);
  for (const part& one : changed->parts) roll_->change(one.id, written, plan_of_part(written, one));
  if (changed->stand_in) roll_->change(*changed->stand_in, written, plan_of_stand_in(written));
  weigh(*changed);
  start_watching(changed);
  hurry(*changed);
}

void spread_names::remove(const std::string& name) {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return;
  entry& removed = *found->second;
  for (const part& one : removed.parts) roll_->remove(one.id);
  if (removed.stand_in) roll_->remove(*removed.stand_in);
  removed.gone = true;
  weigh(removed);
  hurry(removed);
  entries_.erase(found);
}

void spread_names::set_parent(const std::string& name, std::optional<core::target_id> parent) {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return;
  entry& child = *found->second;
  child.parent = parent;
  for (const part& one : child.parts) roll_->set_parent(one.id, parent);
  if (child.stand_in) roll_->set_parent(*child.stand_in, parent);
}

void spread_names::look_again() {
  for (const auto& [name, each] : entries_) hurry(*each);
}

void spread_names::weigh(entry& changed) {
  const std::size_t parts = changed.gone ? 0 : changed.parts.size();
  const double more = parts < 2 ? 0 : static_cast<double>(parts - 1) * echoes_per_second(changed.written);
  more_ = std::max(0.0, more_ + more - std::exchange(changed.more, more));
}

async::task<void> spread_names::stop() {
  lookups_.request_stop();
  co_await lookups_.join();
}

const std::vector<spread_names::part>* spread_names::parts_of(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second->parts;
}

void spread_names::start_watching(const std::shared_ptr<entry>& watched) {
  if (watched->written.paused || watched->watching || lookups_.stop_requested()) return;
  watched->watching = true;
  lookups_.spawn(watch(watched));
}

void spread_names::hurry(entry& watched) {
  if (watched.next_lookup.waiting()) watched.next_lookup.move(clock_->now());
}

async::task<void> spread_names::watch(std::shared_ptr<entry> watched) {
  entry& one = *watched;
  std::uint64_t seed = std::hash<std::string>{}(one.written.name);
  const auto stop = co_await async::current_stop_token();
  for (unsigned failures = 0; !one.gone && !one.written.paused;) {
    const std::string host = one.written.host;
    const core::families wanted = one.written.family == core::families::both ? core::families::any : one.written.family;
    const auto found = co_await roll_->means().names.lookup(host, wanted);
    if (stop.stop_requested() || one.gone || one.written.paused) break;
    failures = take(one, found) ? 0 : failures + 1;
    seed = seed * 6364136223846793005 + 1442695040888963407;
    const core::instant again = clock_->now() + probe::lookup_wait(failures, seed >> 16);
    const bool awake = co_await one.next_lookup.wait_until(again);
    if (!awake) break;
  }
  one.watching = false;
}

bool spread_names::take(entry& of, const core::result<std::vector<core::address>>& found) {
  probe::target_observer& told = roll_->means().record.observer();
  if (!found || found->empty()) {
    const std::string problem = found ? "the name has no address" : found.error().message();
    told.spread_lookup_failed(of.written.name, problem, problem != std::exchange(of.problem, problem), of.parts.size());
    return false;
  }
  of.problem.clear();
  std::vector<core::address> answer = *found;
  std::erase_if(answer, [&of](const core::address& one) { return is_in(of.spoken_for, one); });
  remove_renumbered(of, answer);
  const probe::address_fan::change change = of.fan.take(answer, clock_->now());
  for (const core::address& one : change.removed) {
    const auto gone = std::ranges::find(of.parts, one, &part::address);
    if (gone != of.parts.end()) remove_part(of, std::string(gone->text));
  }
  for (const core::address& one : change.added) {
    add_part(of, one, {});
    told.part_added(of.written.name, one);
  }
  const bool tell = change.left_out > 0 && !of.told_left_out;
  of.told_left_out = change.left_out > 0;
  if (tell) told.parts_left_out(of.written.name, change.left_out);
  if (of.stand_in) roll_->remove(*std::exchange(of.stand_in, std::nullopt));
  if (change.empty()) return true;
  weigh(of);
  changed_();
  return true;
}

void spread_names::add_part(entry& to, const core::address& address, const past& before) {
  part added{address, address.to_string(), {}};
  probe::target_plan plan = plan_of_part(to.written, added);
  if (before.recall) before.recall(plan);
  added.id = roll_->add(to.written, std::move(plan));
  roll_->set_parent(added.id, to.parent);
  to.parts.push_back(std::move(added));
  std::ranges::sort(to.parts, {}, [](const part& one) { return std::pair(one.address.family(), one.address); });
}

void spread_names::remove_part(entry& from, const std::string& text) {
  const auto found = std::ranges::find(from.parts, text, &part::text);
  if (found == from.parts.end()) return;
  roll_->means().record.observer().part_removed(from.written.name, found->address);
  roll_->remove(found->id);
  from.fan.forget(found->address);
  from.parts.erase(found);
}

/// An interface that was made anew has another index, so its link-local addresses are others of the same name: they
/// take the place of those before them, for no two targets may share a name.
void spread_names::remove_renumbered(entry& from, std::span<const core::address> answer) {
  for (const core::address& one : answer) {
    if (one.scope_id() != 0 && !from.fan.has(one)) remove_part(from, one.to_string());
  }
}

}  // namespace reachd::daemon
