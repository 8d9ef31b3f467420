// SPDX-License-Identifier: Apache-2.0
#include "state/layout.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace reachd::state;

TEST_CASE("the checksum is of everything but itself") {
  std::vector<std::uint8_t> file(layout::body_at + 5, 1);
  const auto before = layout::checksum_of(file);
  for (std::size_t at = 0; at < file.size(); ++at) {
    file[at] ^= 1U;
    CHECK((layout::checksum_of(file) == before) == (at >= layout::checksum_at && at < layout::body_at));
    file[at] ^= 1U;
  }
}
