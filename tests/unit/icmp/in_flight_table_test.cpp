// SPDX-License-Identifier: Apache-2.0
#include "icmp/in_flight_table.hpp"

#include <doctest/doctest.h>

#include <set>

#include "support/packets.hpp"

using namespace reachd;
using icmp::in_flight_slot;
using icmp::in_flight_table;
using icmp::reject_reason;
using icmp::slot_state;
using test::ip;

namespace {

class nobody final : public icmp::slot_owner {
  void slot_expired(in_flight_slot&) noexcept override {}
  void slot_sent(reachd::core::target_id, reachd::core::instant) override {}
  void slot_ended(core::target_id, std::uint64_t, const core::probe_result&) override {}
};

struct filled_table {
  in_flight_table table{wire::siphash_key{std::byte{7}}};
  nobody owner;

  in_flight_slot& take(std::uint32_t target = 0, std::uint32_t generation = 1, std::string_view address = "192.0.2.9") {
    in_flight_slot& slot = table.take(
        {.target = {.index = target, .generation = generation}, .sequence = 5, .address = ip(address)}, owner);
    slot.state = slot_state::in_flight;
    return slot;
  }
};

}  // namespace

TEST_CASE_FIXTURE(filled_table, "a slot in flight is found by its identity and by nothing less") {
  in_flight_slot& slot = take();
  const wire::echo_identity right = in_flight_table::identity(slot);
  REQUIRE(table.find(right).has_value());
  CHECK(*table.find(right) == &slot);
  wire::echo_identity wrong = right;
  wrong.token ^= 1;
  CHECK(table.find(wrong).error() == reject_reason::token);
  wrong = right;
  wrong.generation += 1;
  CHECK(table.find(wrong).error() == reject_reason::token);
  wrong = right;
  wrong.slot += 1;
  CHECK(table.find(wrong).error() == reject_reason::token);
  wrong.slot = 0xffffffff;
  CHECK(table.find(wrong).error() == reject_reason::token);
}

TEST_CASE_FIXTURE(filled_table, "what was queued but never sent cannot be answered") {
  in_flight_slot& slot = take();
  slot.state = slot_state::queued;
  CHECK(table.find(in_flight_table::identity(slot)).error() == reject_reason::stale);
}

TEST_CASE_FIXTURE(filled_table, "an echo that has ended is stale, before and after its slot is used again") {
  in_flight_slot& slot = take();
  const wire::echo_identity old = in_flight_table::identity(slot);
  const icmp::slot_ref ref = slot.ref();
  table.release(slot);
  CHECK(table.find(old).error() == reject_reason::stale);
  CHECK(table.get(ref) == nullptr);
  wire::echo_identity forged = old;
  forged.token ^= 1;
  CHECK(table.find(forged).error() == reject_reason::token);
  in_flight_slot* again = nullptr;
  do again = &take();
  while (again->index != ref.index);
  CHECK(again->generation == ref.generation + 1);
  CHECK(again->token != old.token);
  CHECK(table.find(old).error() == reject_reason::stale);
  CHECK(table.get(ref) == nullptr);
  CHECK(table.get(again->ref()) == again);
}

TEST_CASE_FIXTURE(filled_table, "a freed slot is used again only after all other free ones") {
  in_flight_slot& first = take();
  const std::uint32_t index = first.index;
  table.release(first);
  for (std::size_t count = 1; count < table.capacity(); ++count) CHECK(take().index != index);
  CHECK(take().index == index);
}

TEST_CASE_FIXTURE(filled_table, "slots never move and are all different while the table grows") {
  std::vector<in_flight_slot*> slots;
  std::set<std::uint64_t> tokens;
  for (std::uint32_t count = 0; count < 1000; ++count) {
    slots.push_back(&take(count));
    tokens.insert(slots.back()->token);
  }
  CHECK(table.size() == 1000);
  CHECK(tokens.size() == 1000);
  for (std::uint32_t count = 0; count < 1000; ++count) {
    CHECK(slots[count]->target.index == count);
    CHECK(table.used_at(slots[count]->index) == slots[count]);
  }
}

TEST_CASE_FIXTURE(filled_table, "the slots of a target are found without those of others, in any order of ending") {
  in_flight_slot& a1 = take(3);
  in_flight_slot& b = take(4);
  in_flight_slot& a2 = take(3);
  in_flight_slot& a3 = take(3);
  in_flight_slot& older = take(3, 0);
  table.release(a2);
  std::set<in_flight_slot*> seen;
  while (in_flight_slot* slot = table.any_of({.index = 3, .generation = 1})) {
    seen.insert(slot);
    table.release(*slot);
  }
  CHECK(seen == std::set<in_flight_slot*>{&a1, &a3});
  CHECK(table.any_of({.index = 4, .generation = 1}) == &b);
  CHECK(table.any_of({.index = 3, .generation = 0}) == &older);
  CHECK(table.any_of({.index = 99, .generation = 1}) == nullptr);
  CHECK(table.size() == 2);
}

TEST_CASE_FIXTURE(filled_table, "an echo without a target is in no target's list") {
  in_flight_slot& slot = table.take({.target = icmp::no_target, .address = ip("192.0.2.9")}, owner);
  CHECK(table.any_of(icmp::no_target) == nullptr);
  table.release(slot);
  CHECK(table.size() == 0);
}

TEST_CASE_FIXTURE(filled_table, "a short quote is looked up by sequence and destination, beyond 65,536 slots too") {
  std::vector<in_flight_slot*> slots;
  for (std::uint32_t count = 0; count < 70'000; ++count) slots.push_back(&take(count));
  in_flight_slot& low = *slots[100];
  in_flight_slot& high = *slots[100 + 65'536];
  REQUIRE(in_flight_table::icmp_sequence(low) == in_flight_table::icmp_sequence(high));
  high.address = ip("192.0.2.77");
  CHECK(table.find_quoted(100, ip("192.0.2.9")) == &low);
  CHECK(table.find_quoted(100, ip("192.0.2.77")) == &high);
  CHECK(table.find_quoted(100, ip("192.0.2.78")) == nullptr);
  high.address = low.address;
  low.mark({.type = 3, .code = 1, .sender = ip("192.0.2.254")});
  CHECK(table.find_quoted(100, ip("192.0.2.9")) == &high);
  low.state = slot_state::queued;
  high.mark({.type = 3, .code = 1, .sender = ip("192.0.2.254")});
  CHECK(table.find_quoted(100, ip("192.0.2.9")) == &high);
}

TEST_CASE("hosts are the same whatever scope one side leaves out") {
  const core::address plain = ip("fe80::1");
  const core::address first = ip("fe80::1%1");
  const core::address second = ip("fe80::1%2");
  CHECK(icmp::same_host(plain, first));
  CHECK(icmp::same_host(first, plain));
  CHECK(icmp::same_host(first, first));
  CHECK_FALSE(icmp::same_host(first, second));
  CHECK_FALSE(icmp::same_host(plain, ip("fe80::2")));
  CHECK_FALSE(icmp::same_host(ip("192.0.2.1"), ip("c000:201::")));
}
