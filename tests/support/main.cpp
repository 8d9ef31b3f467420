// SPDX-License-Identifier: Apache-2.0
// The main of every doctest program. Invariant: a program in which a case was skipped (support/skip.hpp) and none
// failed ends with 77, which ctest counts as skipped and never as passed.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>

#include "support/skip.hpp"

namespace {
int skipped_cases = 0;
}

void reachd::support::skipped(std::string_view reason) {
  const auto* test = doctest::getContextOptions()->currentTest;
  std::printf("skipped: %s: %.*s\n", test->m_name, static_cast<int>(reason.size()), reason.data());
  ++skipped_cases;
}

int main(int argc, char** argv) {
  const int failed = doctest::Context(argc, argv).run();
  constexpr int ctest_skipped = 77;
  return failed == 0 && skipped_cases > 0 ? ctest_skipped : failed;
}
