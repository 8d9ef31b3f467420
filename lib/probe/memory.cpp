// SPDX-License-Identifier: Apache-2.0
#include "probe/memory.hpp"

#include <array>

#include "core/part_name.hpp"
#include "probe/target.hpp"

namespace reachd::probe {
namespace {

constexpr std::string_view choice_in(core::families wanted) {
  constexpr std::array<std::string_view, 4> words{"", ":4", ":6", ":both"};
  return words[static_cast<std::size_t>(wanted)];
}

/// A name may hold any character but NUL.
template <typename Described>
std::string describe(const Described& one) {
  std::string text = one.name;
  text += '\0';
  text += one.host;
  text += '\0';
  text += options::name_of(one.probe);
  text += ':';
  text += std::to_string(one.port);
  // A literal is of the one family that it is of.
  if (!core::family_of_literal(one.host)) text += choice_in(one.families);
  return text;
}

std::optional<core::address> load_address(stats::loader& from) {
  std::uint8_t has_one = 0;
  from.choice(has_one, 2);
  if (has_one == 0) return std::nullopt;
  core::address address;
  from(address);
  return address;
}

}  // namespace

std::string identity_of(const target& known) { return describe(known); }
std::string identity_of(const target_plan& planned) { return describe(planned); }

std::optional<whole_and_part> split_identity(std::string_view identity) {
  const std::size_t end = identity.find('\0');
  const auto part = core::part_of_name(identity.substr(0, end));
  if (end == std::string_view::npos || !part) return std::nullopt;
  const auto address = core::address::parse(part->address);
  if (!address) return std::nullopt;
  return whole_and_part{std::string(part->whole) + std::string(identity.substr(end)), *address};
}

void remember(const target& known, stats::saver& to) {
  const bool has_one = known.address && known.is_named();
  to(std::uint8_t{has_one});
  if (has_one) to(*known.address);
  known.series.save(to);
}

bool recall(target& fresh, const memory& before) {
  stats::loader from(before.bytes, before.base);
  const auto address = load_address(from);
  stats::series::absence away;
  away.missed = static_cast<std::uint64_t>((before.base.latest - before.base.at) / fresh.schedule.interval());
  away.now = before.now;
  away.killed = before.killed;
  away.has_address = fresh.can_be_probed() || (address && fresh.is_named());
  stats::series loaded = fresh.series;
  if (!loaded.load(from, away) || !from.done()) return false;
  fresh.series = std::move(loaded);
  if (fresh.is_named()) fresh.address = address;
  return true;
}

bool is_memory(stats::loader::bytes bytes, const stats::time_base& base) {
  stats::loader from(bytes, base);
  load_address(from);
  stats::series scratch(stats::state_machine(stats::state::unknown, 1, 1));
  return scratch.load(from, {}) && from.done();
}

}  // namespace reachd::probe
