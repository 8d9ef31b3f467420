// SPDX-License-Identifier: Apache-2.0
#include "fetch/response.hpp"

#include <doctest/doctest.h>

using reachd::fetch::failure_kind;
using reachd::fetch::name_of;
using reachd::fetch::phase;

TEST_CASE("kinds and phases have the names of their enumerators") {
  CHECK(name_of(failure_kind::refused) == "refused");
  CHECK(name_of(failure_kind::certificate) == "certificate");
  CHECK(name_of(failure_kind::local) == "local");
  CHECK(name_of(phase::connect) == "connect");
  CHECK(name_of(phase::transfer) == "transfer");
}
