// SPDX-License-Identifier: Apache-2.0
#include "stats/evidence.hpp"

#include <bit>
#include <utility>

namespace reachd::stats {
namespace {

constexpr int bits_each = 4;
constexpr std::string_view letters = ".xurmes";  // in the order of core::outcome
static_assert(letters.size() == core::outcome_count);

moment sent(const core::probe_result& ended) { return {.at = ended.sent_at, .wall = ended.sent}; }

}  // namespace

std::size_t recent_outcomes::size() const {
  return static_cast<std::size_t>((std::bit_width(packed_) + bits_each - 1) / bits_each);
}

std::string recent_outcomes::text() const {
  std::string out;
  for (std::size_t at = size(); at > 0; --at) {
    const std::uint64_t code = packed_ >> ((at - 1) * bits_each) & ((1U << bits_each) - 1);
    out += letters[code - 1];
  }
  return out;
}

bool recent_outcomes::well_formed() const {
  for (std::size_t at = 0; at < size(); ++at) {
    const std::uint64_t code = packed_ >> (at * bits_each) & ((1U << bits_each) - 1);
    if (code == 0 || code > letters.size()) return false;
  }
  return true;
}

bool evidence::is_overtaken(const core::probe_result& ended) const {
  return ended.outcome != core::outcome::reply && ended.sent_at != core::instant{} && ended.sent_at < last_reply_.at;
}

bool evidence::record(const core::probe_result& ended) {
  if (ended.outcome == core::outcome::stopped) return true;
  outcomes_.push(ended.outcome);
  if (is_overtaken(ended)) return false;
  if (core::is_failure(ended.outcome)) note_failure(ended);
  if (ended.outcome == core::outcome::reply) note_reply(ended);
  return true;
}

void evidence::note_failure(const core::probe_result& ended) {
  if (!std::exchange(failing_, true)) {
    first_failed_ = sent(ended);
    cause_ = {};
  }
  if (first_counted_ == core::instant{}) first_counted_ = ended.sent_at;
  last_failed_ = sent(ended);
  first_reply_ = {};
  failed_as_ = ended.outcome;
  if (ended.cause.type != 0) cause_ = ended.cause;
}

void evidence::note_reply(const core::probe_result& ended) {
  if (ended.sent_at >= last_reply_.at) last_reply_ = sent(ended);
  if (!first_reply_.known() || ended.sent_at < first_reply_.at) first_reply_ = sent(ended);
  first_counted_ = questioned_ = {};
  failing_ = false;
}

}  // namespace reachd::stats
