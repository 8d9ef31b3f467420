// SPDX-License-Identifier: Apache-2.0
#include "icmp/in_flight_table.hpp"

namespace reachd::icmp {
namespace {

constexpr std::size_t sequences = 65'536;

}  // namespace

bool same_host(const core::address& left, const core::address& right) {
  return left.family() == right.family() && left.bytes() == right.bytes() &&
         (left.scope_id() == right.scope_id() || left.scope_id() == 0 || right.scope_id() == 0);
}

void in_flight_table::grow() {
  const std::size_t first = capacity();
  chunks_.push_back(std::make_unique<chunk>());
  for (std::size_t index = first; index < capacity(); ++index) {
    at(index).index = static_cast<std::uint32_t>(index);
    append_free(at(index));
  }
}

void in_flight_table::append_free(in_flight_slot& slot) noexcept {
  slot.next = nowhere;
  if (last_free_ == nowhere) {
    first_free_ = slot.index;
  } else {
    at(last_free_).next = slot.index;
  }
  last_free_ = slot.index;
}

void in_flight_table::link(in_flight_slot& slot) {
  slot.next = slot.previous = nowhere;
  if (slot.target.index == no_target.index) return;
  if (slot.target.index >= first_of_target_.size()) first_of_target_.resize(slot.target.index + 1, nowhere);
  std::uint32_t& first = first_of_target_[slot.target.index];
  slot.next = first;
  if (first != nowhere) at(first).previous = slot.index;
  first = slot.index;
}

void in_flight_table::unlink(in_flight_slot& slot) noexcept {
  if (slot.target.index == no_target.index) return;
  if (slot.next != nowhere) at(slot.next).previous = slot.previous;
  if (slot.previous != nowhere) {
    at(slot.previous).next = slot.next;
  } else {
    first_of_target_[slot.target.index] = slot.next;
  }
}

in_flight_slot& in_flight_table::take(const echo_request& request, slot_owner& owner) {
  if (first_free_ == nowhere) grow();
  in_flight_slot& slot = at(first_free_);
  first_free_ = slot.next;
  if (first_free_ == nowhere) last_free_ = nowhere;
  ++slot.generation;
  slot.target = request.target;
  slot.sequence = request.sequence;
  slot.address = request.address;
  slot.timeout = request.timeout;
  slot.by = request.by;
  slot.token = wire::make_token(key_, slot.index, slot.generation, slot.target, slot.sequence);
  slot.sent = {};
  slot.kernel_sent = {};
  slot.owner = &owner;
  slot.state = slot_state::queued;
  slot.marked = slot.retried = slot.answered = false;
  link(slot);
  ++used_;
  return slot;
}

void in_flight_table::release(in_flight_slot& slot) noexcept {
  async::timer_wheel::remove(slot);
  unlink(slot);
  slot.state = slot_state::free;
  append_free(slot);
  --used_;
}

in_flight_slot* in_flight_table::get(slot_ref ref) {
  in_flight_slot* slot = used_at(ref.index);
  return slot != nullptr && slot->generation == ref.generation ? slot : nullptr;
}

in_flight_slot* in_flight_table::used_at(std::size_t index) {
  if (index >= capacity()) return nullptr;
  in_flight_slot& slot = at(index);
  return slot.state == slot_state::free ? nullptr : &slot;
}

std::expected<in_flight_slot*, reject_reason> in_flight_table::find(const wire::echo_identity& identity) {
  if (identity.slot >= capacity()) return std::unexpected(reject_reason::token);
  in_flight_slot& slot = at(identity.slot);
  if (identity.generation == slot.generation) {
    if (identity.token != slot.token) return std::unexpected(reject_reason::token);
    if (slot.state != slot_state::in_flight) return std::unexpected(reject_reason::stale);
    return &slot;
  }
  // An earlier echo's slot has been used again since, and its token is no longer known.
  const bool earlier = static_cast<std::int32_t>(identity.generation - slot.generation) < 0 && identity.generation != 0;
  return std::unexpected(earlier ? reject_reason::stale : reject_reason::token);
}

in_flight_slot* in_flight_table::find_quoted(std::uint16_t icmp_sequence, const core::address& destination) {
  in_flight_slot* found = nullptr;
  for (std::size_t index = icmp_sequence; index < capacity(); index += sequences) {
    in_flight_slot& slot = at(index);
    if (slot.state != slot_state::in_flight || !same_host(slot.address, destination)) continue;
    if (!slot.marked) return &slot;
    found = &slot;
  }
  return found;
}

in_flight_slot* in_flight_table::any_of(core::target_id target) {
  if (target.index >= first_of_target_.size()) return nullptr;
  for (std::uint32_t index = first_of_target_[target.index]; index != nowhere; index = at(index).next) {
    if (at(index).target == target) return &at(index);
  }
  return nullptr;
}

}  // namespace reachd::icmp
