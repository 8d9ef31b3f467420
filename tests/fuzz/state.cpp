// SPDX-License-Identifier: Apache-2.0
// Input: the body of a state file. It is read as a whole file as it is, which hardly any input is; then under a header
// that fits it; and as the memory of one target. What is accepted must be fit for use, keep the balance of probes, lie
// in the past, and be the same when it is saved and read once more.
#include <algorithm>
#include <vector>

#include "fuzz/target.hpp"
#include "probe/memory.hpp"
#include "state/book.hpp"
#include "stats/series.hpp"

using namespace reachd;
using fuzz::require;
using namespace std::chrono_literals;

namespace {

constexpr stats::time_base reader{core::instant(20h), core::wall_time(500'000h), core::instant(21h)};

std::vector<std::uint8_t> saved(const stats::series& some) {
  std::vector<std::uint8_t> out;
  stats::saver to(out, reader);
  some.save(to);
  return out;
}

stats::series fresh() { return stats::series(stats::state_machine(stats::state::unknown, 3, 2)); }

/// Everything that page, log and witnesses would ask.
void use(stats::series& some) {
  std::uint64_t ended = 0;
  for (std::size_t i = 0; i < core::outcome_count; ++i) ended += some.ended(static_cast<core::outcome>(i));
  require(some.sent() == ended && some.in_flight() == 0, "sent is what has ended");
  std::uint64_t replies = 0;
  for (const std::uint64_t count : some.rtt().classic()) replies += count;
  require(replies == some.rtt().count(), "the buckets are what was counted");
  const stats::evidence& grounds = some.evidence();
  require(grounds.outcomes().text().size() <= stats::recent_outcomes::capacity, "the outcomes are letters");
  for (const auto& one : {grounds.first_failed(), grounds.last_failed(), grounds.last_reply(), grounds.first_reply()}) {
    require(one.at <= reader.latest, "nothing is in the future");
  }
  for (const stats::outage& one : some.outages().all()) one.duration(reader.latest);
  some.begin();
  core::probe_result reply;
  reply.outcome = core::outcome::reply;
  reply.rtt = 1ms;
  reply.sent_at = reader.latest;
  some.record(reply, reader.wall, reader.latest);
  some.jitter();
}

void read_memory(stats::loader::bytes bytes) {
  stats::series once = fresh();
  stats::loader from(bytes, reader);
  if (!once.load(from, {})) {
    require(once.sent() == 0 && once.state_changes() == 0, "what is refused changes nothing");
    return;
  }
  const auto first = saved(once);
  stats::series twice = fresh();
  stats::loader again(first, reader);
  require(twice.load(again, {}) && again.done(), "what was saved is read");
  require(saved(twice) == first, "and is the same");
  use(once);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> body(data, size);
  static_cast<void>(state::book::open({data, data + size}));
  read_memory(body);
  probe::is_memory(body, reader);
  const auto opened = state::book::open(state::seal_body(body));
  if (!opened) return 0;
  require(state::gap_between(opened->about().saved, {reader.wall, 1h, 1}) >= 0ns, "no gap is below zero");
  for (const auto& [key, value] : opened->records()) {
    require(opened->find(key).has_value(), "what is there is found");
    probe::is_memory(value, reader);
    read_memory(value);
  }
  return 0;
}
