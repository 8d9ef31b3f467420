// SPDX-License-Identifier: Apache-2.0
#include "metrics/escape.hpp"

#include <doctest/doctest.h>

#include <random>

#include "support/metrics_page.hpp"

using reachd::metrics::append_help;
using reachd::metrics::append_label_value;

namespace {

const std::string replacement = "\xEF\xBF\xBD";

std::string escaped(std::string_view raw) {
  std::string out;
  append_label_value(out, raw);
  return out;
}

std::string read_back(const std::string& value) {
  const auto page = reachd::test::parse_page("# HELP m h\n# TYPE m gauge\nm{l=\"" + value + "\"} 1\n");
  return page.at(0).samples.at(0).labels.at("l");
}

/// UTF-8 of a code point that is not a surrogate.
std::string encoded(char32_t point) {
  const auto byte = [](char32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  const auto tail = [&](int shift) { return byte(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6), tail(0)};
  if (point < 0x10000) return {byte(0xE0 | point >> 12), tail(6), tail(0)};
  return {byte(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
}

/// A code point that is not a surrogate, of any length in UTF-8 about equally often.
char32_t any_point(std::mt19937& random) {
  const auto point = static_cast<char32_t>(random() % 0x110000 >> random() % 20);
  return point >= 0xD800 && point <= 0xDFFF ? U'?' : point;
}

}  // namespace

TEST_CASE("label values escape backslash, quote and newline, HELP texts only backslash and newline") {
  CHECK(escaped("a\\b\"c\nd") == R"(a\\b\"c\nd)");
  std::string help = "x ";
  append_help(help, "a\\b\"c\nd");
  CHECK(help == R"(x a\\b"c\nd)");
}

TEST_CASE("any text of well-formed UTF-8 is read back as it was") {
  std::mt19937 random(7);
  const std::string_view special = "\\\"\nn{}=, \r\t";
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (auto i = random() % 20; i > 0; --i) {
      const bool plain = random() % 2 == 0;
      text += plain ? std::string(1, special[random() % special.size()]) : encoded(any_point(random));
    }
    REQUIRE(read_back(escaped(text)) == text);
  }
}

TEST_CASE("the limits of each length of UTF-8 are well-formed") {
  for (const char32_t point : {0x00, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x3FFFF,
                               0x40000, 0xFFFFF, 0x100000, 0x10FFFF}) {
    CAPTURE(static_cast<unsigned>(point));
    if (point != '\n') CHECK(escaped(encoded(point)) == encoded(point));
  }
}

TEST_CASE("each maximal ill-formed part becomes one replacement character") {
  CHECK(escaped("a\xFFz") == "a" + replacement + "z");
  CHECK(escaped("\x80\x80") == replacement + replacement);
  CHECK(escaped("\xC0\xAF") == replacement + replacement);  // overlong
  CHECK(escaped("\xE0\x80\x80") == replacement + replacement + replacement);
  CHECK(escaped("\xED\xA0\x80") == replacement + replacement + replacement);  // a surrogate
  CHECK(escaped("\xF4\x90\x80\x80") == replacement + replacement + replacement + replacement);
  CHECK(escaped("\xE2\x82") == replacement);  // cut at the end
  CHECK(escaped("\xF0\x9F\x98") == replacement);
  CHECK(escaped("\xE2\x82"
                "A") == replacement + "A");              // cut by another character
  CHECK(escaped("\xF0\x9F\"") == replacement + "\\\"");  // the quote is not swallowed
  CHECK(escaped("\xC3\n") == replacement + "\\n");
}

TEST_CASE("random bytes never end the quotes or the line, and come out the same when escaped as read back") {
  std::mt19937 random(11);
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes;
    for (auto i = random() % 30; i > 0; --i) bytes += static_cast<char>(random() % 256);
    const std::string once = read_back(escaped(bytes));
    REQUIRE(read_back(escaped(once)) == once);
    REQUIRE(escaped(bytes).find('\n') == std::string::npos);
  }
}
