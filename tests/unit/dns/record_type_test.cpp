// SPDX-License-Identifier: Apache-2.0
#include "dns/record_type.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace reachd::dns;

TEST_CASE("types have names, in any case, and one without a name has its number") {
  CHECK(number_of_type("AAAA") == 28);
  CHECK(number_of_type("soa") == 6);
  CHECK_FALSE(number_of_type("").has_value());
  CHECK_FALSE(number_of_type("A ").has_value());
  CHECK(name_of_type(257) == "CAA");
  CHECK(name_of_type(999) == "TYPE999");
  std::set<std::uint16_t> numbers;
  for (const record_type& one : record_types()) {
    CHECK(numbers.insert(one.number).second);
    CHECK(number_of_type(one.name) == one.number);
  }
}

TEST_CASE("response codes have names") {
  CHECK(name_of_rcode(0) == "NOERROR");
  CHECK(name_of_rcode(15) == "RCODE15");
  CHECK(number_of_rcode("nxdomain") == 3);
  CHECK_FALSE(number_of_rcode("nothing").has_value());
}
