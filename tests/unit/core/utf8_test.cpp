// SPDX-License-Identifier: Apache-2.0
#include "core/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace std::string_view_literals;
using reachd::core::decode;
using reachd::core::is_control;

TEST_CASE("well-formed characters of each length") {
  for (const auto& [text, code] : {std::pair("a"sv, 0x61u),
                                   {"\xC3\xA9"sv, 0xE9u},
                                   {"\xE2\x80\xA6"sv, 0x2026u},
                                   {"\xF0\x9F\x98\x80"sv, 0x1F600u},
                                   {"\0"sv, 0u}}) {
    CHECK(decode(text).code == code);
    CHECK(decode(text).length == text.size());
    CHECK(decode(std::string(text) + "x").length == text.size());
  }
}

TEST_CASE("what is not well-formed has no length") {
  for (const auto text : {"\x80"sv, "\xC0\xAF"sv, "\xC3"sv, "\xC3("sv, "\xE0\x80\xAF"sv, "\xED\xA0\x80"sv,
                          "\xF0\x80\x80\xAF"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xFF"sv, "\xE2\x80"sv}) {
    CHECK(decode(text).length == 0);
  }
}

TEST_CASE("what must not be shown") {
  for (const char32_t hidden : {0x00, 0x0A, 0x1B, 0x7F, 0x85, 0xAD, 0x61C, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xE0001}) {
    CHECK(is_control(hidden));
  }
  for (const char32_t shown : {0x20, 0x7E, 0xA0, 0xE9, 0x3042, 0x1F600}) CHECK_FALSE(is_control(shown));
}

TEST_CASE("columns of a terminal") {
  CHECK(reachd::core::display_width(U'a') == 1);
  CHECK(reachd::core::display_width(0x4E2D) == 2);
  CHECK(reachd::core::display_width(0x301) == 0);
}
