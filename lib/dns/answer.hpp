// SPDX-License-Identifier: Apache-2.0
// What a name server said, from bytes that anybody may have sent, by glibc's libresolv. [pure]
// Invariant: nothing is read outside the packet, and what is read is bounded by its size, whatever it says of itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "dns/query.hpp"

namespace reachd::dns {

struct record {
  std::uint16_t type = 0;
  std::uint32_t ttl_seconds = 0;
  std::string name;  // without the last dot; empty: the root
  std::string data;  // as rdata_text has it
};

struct answer {
  std::uint8_t rcode = 0;
  bool truncated = false;
  bool authoritative = false;
  std::vector<record> records;  // of the answer section, in its order
  std::size_t authority_count = 0;
  std::size_t additional_count = 0;
  std::optional<std::uint32_t> serial;  // of the first SOA in answer or authority section

  /// The least of all answers; nullopt: there are none.
  std::optional<std::uint32_t> least_ttl_seconds() const;
};

/// Error: the packet is no answer to `asked` with that id, or cannot be read to its end. A truncated one is read as far
/// as it goes.
core::result<answer> read_answer(std::span<const std::byte> packet, const question& asked, std::uint16_t id);

}  // namespace reachd::dns
