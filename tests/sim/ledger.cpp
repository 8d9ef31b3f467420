// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger.hpp"

#include <algorithm>

#include "wire/echo_identity.hpp"

namespace reachd::sim {

bool ledger::bears(const host& of, std::uint64_t sequence, wire::byte_span payload) const {
  const auto identity = wire::load_identity(payload);
  return identity && identity->token == wire::make_token(key_, identity->slot, identity->generation, of.id, sequence);
}

flight* ledger::find_sent(host& to, wire::byte_span payload) const {
  flight* next = to.log.find(to.next_to_send);  // they leave in order, unless one is tried again
  if (next != nullptr && bears(to, next->sequence, payload)) {
    ++to.next_to_send;
    return next;
  }
  flight* found = nullptr;
  to.log.for_each([&](flight& each) {
    if (!each.sent && bears(to, each.sequence, payload)) found = &each;
  });
  if (found != nullptr) to.next_to_send = std::max(to.next_to_send, found->sequence + 1);
  return found;
}

core::address address_of(std::uint32_t target, core::family family, bool moved) {
  if (family == core::family::v4) {
    in_addr v4{};
    wire::store_u32(std::as_writable_bytes(std::span(&v4.s_addr, 1)), 0,
                    (moved ? 0x0b00'0000U : 0x0a00'0000U) | target);
    return core::address(v4);
  }
  in6_addr v6{};
  const auto bytes = std::as_writable_bytes(std::span(v6.s6_addr));
  wire::store_u16(bytes, 0, moved ? 0xfd01 : 0xfd00);
  wire::store_u32(bytes, 12, target);
  return core::address(v6);
}

std::uint32_t target_at(const core::address& address) {
  const auto bytes = std::as_bytes(std::span(address.bytes()));
  if (address.family() == core::family::v4) return wire::load_u32(bytes, 0) & 0x00ff'ffff;
  return wire::load_u32(bytes, 12);
}

}  // namespace reachd::sim
