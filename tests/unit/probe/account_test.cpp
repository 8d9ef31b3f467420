// SPDX-License-Identifier: Apache-2.0
#include "probe/account.hpp"

#include <doctest/doctest.h>

namespace reachd::probe {

TEST_CASE("a step can be shown, whatever a server put into it, and there is an end to them") {
  account told;
  told.note({}, "HTTP/1.1 200 \x1b[31m\r\nX: \xff");
  CHECK(told.steps.front().what.find('\x1b') == std::string::npos);
  CHECK(told.steps.front().what.find('\n') == std::string::npos);
  told.note({}, std::string(10'000, 'x'));
  CHECK(told.steps.back().what.size() <= 512);
  for (int more = 0; more < 1'000; ++more) told.note({}, "again");
  CHECK(told.steps.size() == 256);
}

}  // namespace reachd::probe
