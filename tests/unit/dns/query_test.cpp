// SPDX-License-Identifier: Apache-2.0
#include "dns/query.hpp"

#include <doctest/doctest.h>

#include "support/dns_message.hpp"

using reachd::dns::make_query;
using reachd::test::dns_message;

TEST_CASE("a question is one message with its id, with or without a wish for recursion") {
  const auto wished = make_query({.name = "www.example.test", .type = 28, .recursion = true}, 0x1234);
  CHECK(wished.value() == dns_message(0x1234, 0x0100).question("www.example.test", 28).bytes());
  const auto alone = make_query({.name = "example.test.", .type = 6, .recursion = false}, 0xFFFF);
  CHECK(alone.value() == dns_message(0xFFFF, 0).question("example.test", 6).bytes());
}

TEST_CASE("the root can be asked for, and what is no name cannot") {
  CHECK(make_query({.name = ".", .type = 2, .recursion = true}, 1).has_value());
  for (const std::string& bad : {std::string(64, 'a'), std::string("a..b"), std::string("a\0b", 3)}) {
    CHECK_FALSE(make_query({.name = bad, .type = 1, .recursion = true}, 1).has_value());
  }
  std::string longest;
  for (int label = 0; label < 5; ++label) longest += std::string(60, 'x') + ".";
  CHECK_FALSE(make_query({.name = longest, .type = 1, .recursion = true}, 1).has_value());
}
