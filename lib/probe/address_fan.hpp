// SPDX-License-Identifier: Apache-2.0
// Which addresses of a name are targets of their own. Role: one answer of the resolver after the other, and what each
// of them adds and takes away. Pure. Owner: who watches the name. Invariant: at most `most` addresses; one goes only
// when so many answers in a row, each some time after the one before, came without it; a lookup that failed is none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/address.hpp"
#include "core/time.hpp"

namespace reachd::probe {

class address_fan {
 public:
  static constexpr std::size_t most = 64;
  /// Answers in a row without an address until it goes: a name server that gives some of many addresses each time
  /// takes none away by chance.
  static constexpr std::uint32_t patience = 3;
  /// Of answers that follow each other sooner, as reloads make them, one counts: else patience would not be minutes.
  /// Less than the shortest wait between two lookups that nobody hurries (see lookup_wait).
  static constexpr core::nanoseconds apart = std::chrono::seconds(40);

  enum class width : std::uint8_t { first_of_each_family, all };

  /// In the order of the addresses, IPv4 first.
  struct change {
    std::vector<core::address> added;
    std::vector<core::address> removed;
    std::size_t left_out = 0;  // addresses of the answer that are beyond `most`

    bool empty() const { return added.empty() && removed.empty(); }
  };

  explicit address_fan(width wide) : wide_(wide) {}

  /// What an earlier process had.
  void remember(const core::address& known);
  /// An answer; the order of preference counts for the first of each family.
  change take(std::span<const core::address> answer, core::instant now);
  /// It belongs to somebody else.
  void forget(const core::address& gone);

  std::size_t size() const { return members_.size(); }
  bool has(const core::address& one) const;

 private:
  struct member {
    core::address address;
    std::uint32_t absent = 0;  // answers in a row, of those that count
  };

  void drop_absent(std::span<const core::address> answer, core::instant now, change& out);
  void add(const core::address& fresh, change& out);
  void add_all(std::span<const core::address> answer, change& out);
  void add_first(std::span<const core::address> answer, core::family of, change& out);

  width wide_;
  std::vector<member> members_;           // in order
  std::optional<core::instant> counted_;  // when the latest answer came that counted
};

}  // namespace reachd::probe
