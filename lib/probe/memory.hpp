// SPDX-License-Identifier: Apache-2.0
// What outlives a restart of a target: its series without the windows, and the last good address of a name. Role: from
// a target to bytes and back into a target of the next process. Pure. Invariant: a target either goes on from all of
// it or begins anew; in flight is nothing, for what was is remembered as ended `stopped`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/address.hpp"
#include "stats/loader.hpp"
#include "stats/saver.hpp"

namespace reachd::probe {

struct target;
struct target_plan;

struct memory {
  stats::loader::bytes bytes;
  stats::time_base base;  // `at`: when it was saved, by the clock of this process
  core::wall_time now{};
  bool killed = false;  // that process; see stats::series::absence
};

/// Whom a memory is of: the same name, kind of probe, host, family of its addresses and port. Another host under an old
/// name begins anew.
std::string identity_of(const target& known);
std::string identity_of(const target_plan& planned);
/// Of the identity of a target NAME/ADDRESS: that of NAME, and the address. nullopt: it is of no such.
struct whole_and_part {
  std::string whole;
  core::address part;
};
std::optional<whole_and_part> split_identity(std::string_view identity);

void remember(const target& known, stats::saver& to);
/// False, and nothing has changed, when the bytes are no memory.
bool recall(target& fresh, const memory& before);
/// Whether recall() would.
bool is_memory(stats::loader::bytes bytes, const stats::time_base& base);

}  // namespace reachd::probe
