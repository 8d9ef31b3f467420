// SPDX-License-Identifier: Apache-2.0
// Why bytes are not what was expected. Role: the typed answer of every parser of this folder; who counts maps it.
#pragma once

#include <cstdint>
#include <expected>

namespace reachd::wire {

enum class rejection : std::uint8_t {
  short_packet,  // ends before a field that must be there
  checksum,      // the checksum does not fit the bytes
  code,          // the right type with a code that it does not have
  type,          // well-formed, but something else
  header,        // a header that contradicts itself
};

template <typename T>
using parsed = std::expected<T, rejection>;

}  // namespace reachd::wire
