// SPDX-License-Identifier: Apache-2.0
// What every fuzz target is made of. Role: the entry that libFuzzer and replay.cpp call, and the way to say that
// something does not hold: the process is aborted, which both take for a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace reachd::fuzz {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace reachd::fuzz
