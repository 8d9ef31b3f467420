// SPDX-License-Identifier: Apache-2.0
#include "probe/address_fan.hpp"

#include <algorithm>
#include <utility>

namespace reachd::probe {
namespace {

bool before(const core::address& left, const core::address& right) {
  return std::pair(left.family(), left) < std::pair(right.family(), right);
}

bool holds(std::span<const core::address> answer, const core::address& one) {
  return std::ranges::find(answer, one) != answer.end();
}

}  // namespace

bool address_fan::has(const core::address& one) const {
  return std::ranges::find(members_, one, &member::address) != members_.end();
}

void address_fan::remember(const core::address& known) {
  if (has(known) || members_.size() >= most) return;
  members_.insert(std::ranges::upper_bound(members_, known, before, &member::address), {known});
}

void address_fan::forget(const core::address& gone) {
  std::erase_if(members_, [&gone](const member& one) { return one.address == gone; });
}

address_fan::change address_fan::take(std::span<const core::address> answer, core::instant now) {
  change out;
  drop_absent(answer, now, out);
  if (wide_ == width::all) {
    add_all(answer, out);
  } else {
    add_first(answer, core::family::v4, out);
    add_first(answer, core::family::v6, out);
  }
  return out;
}

void address_fan::drop_absent(std::span<const core::address> answer, core::instant now, change& out) {
  const bool counts = !counted_ || now - *counted_ >= apart;
  if (counts) counted_ = now;
  for (member& one : members_) {
    if (holds(answer, one.address)) {
      one.absent = 0;
    } else if (counts) {
      ++one.absent;
    }
    if (one.absent >= patience) out.removed.push_back(one.address);
  }
  std::erase_if(members_, [](const member& one) { return one.absent >= patience; });
}

void address_fan::add(const core::address& fresh, change& out) {
  remember(fresh);
  out.added.push_back(fresh);
}

/// Who is there keeps its place; the others come in order, whatever order the answer has.
void address_fan::add_all(std::span<const core::address> answer, change& out) {
  std::vector<core::address> fresh;
  for (const core::address& one : answer) {
    if (!has(one)) fresh.push_back(one);
  }
  std::ranges::sort(fresh, before);
  const auto [first, last] = std::ranges::unique(fresh);
  fresh.erase(first, last);
  const std::size_t room = std::min(fresh.size(), most - members_.size());
  for (const core::address& one : std::span(fresh).first(room)) add(one, out);
  out.left_out = fresh.size() - room;
}

void address_fan::add_first(std::span<const core::address> answer, core::family of, change& out) {
  const auto is_of = [of](const core::address& one) { return one.family() == of; };
  if (std::ranges::any_of(members_, is_of, &member::address)) return;
  const auto first = std::ranges::find_if(answer, is_of);
  if (first != answer.end()) add(*first, out);
}

}  // namespace reachd::probe
