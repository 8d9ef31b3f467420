// SPDX-License-Identifier: Apache-2.0
#include "metrics/label_text.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using reachd::metrics::label_text;
using reachd::metrics::label_texts;

TEST_CASE("a label is formatted with the comma before it") {
  constexpr label_text reply("outcome", "reply");
  static_assert(reply.view() == ",outcome=\"reply\"");
  CHECK(label_text().view().empty());
}

TEST_CASE("an array of values gives an array of labels in the same order") {
  constexpr auto texts = label_texts("state", std::array<std::string_view, 2>{"up", "down"});
  CHECK(texts[0].view() == ",state=\"up\"");
  CHECK(texts[1].view() == ",state=\"down\"");
}

TEST_CASE("31 characters fit, one more is refused") {
  CHECK(label_text("errno", std::string_view("12345678901234567890123456")).view().size() == 35);
  CHECK_THROWS_AS(label_text("errno", std::string_view("123456789012345678901234567")), std::out_of_range);
}
