// SPDX-License-Identifier: Apache-2.0
// A program that must count as skipped: one of its cases cannot run. See CMakeLists.txt.
#include <doctest/doctest.h>

#include "support/skip.hpp"

TEST_CASE("this one can run") { CHECK(true); }

TEST_CASE("this one cannot") { reachd::support::skipped("it is only a sample"); }
