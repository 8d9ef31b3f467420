// SPDX-License-Identifier: Apache-2.0
#include "match/json_field.hpp"

#include <doctest/doctest.h>

#include <array>

using reachd::match::is_json_pointer;
using reachd::match::json_field;
using reachd::match::mismatch_in;
using reachd::match::stands_for_text;

namespace {

std::string verdict(std::string_view text, const json_field& wanted) {
  return mismatch_in(text, std::array{wanted}).value_or("");
}

}  // namespace

TEST_CASE("a field is compared by what it means") {
  constexpr std::string_view text = R"({"status":"ok","n":3,"f":3.0,"on":true,"no":null,"list":[{"id":7}],"3":"x"})";
  CHECK(verdict(text, {"/status", "ok"}).empty());
  CHECK(verdict(text, {"/n", "3"}).empty());
  CHECK(verdict(text, {"/f", "3"}).empty());
  CHECK(verdict(text, {"/on", "true"}).empty());
  CHECK(verdict(text, {"/no", "null"}).empty());
  CHECK(verdict(text, {"/list/0/id", "7"}).empty());
  CHECK(verdict(text, {"/3", "x"}).empty());
  CHECK(verdict(text, {"/n", "3", true}) == "'/n' of the JSON is 3, expected \"3\"");
  CHECK(verdict(text, {"/status", "down"}) == "'/status' of the JSON is \"ok\", expected \"down\"");
  CHECK(verdict(text, {"/none", "1"}) == "the JSON has no '/none'");
  CHECK(verdict(text, {"/list/x", "1"}) == "the JSON has no '/list/x'");
  CHECK(verdict(text, {"/list/9", "1"}) == "the JSON has no '/list/9'");
  CHECK(verdict("[[1]]", {"/0/99999999999999999999999", "1"}) == "the JSON has no '/0/99999999999999999999999'");
  CHECK(verdict(text, {"/list", "1"}) == "'/list' of the JSON is a list, expected 1");
}

TEST_CASE("what is no JSON is a mismatch") {
  for (const char* wrong : {"", "{", "<html>", "{\"a\":1} x", "\xFF"}) {
    CHECK(verdict(wrong, {"/a", "1"}) == "the body is no JSON, or deeper than 256 levels");
  }
  CHECK_FALSE(verdict(std::string(1'000'000, '['), {"/a", "1"}).empty());
  CHECK_FALSE(verdict(std::string(500, '[') + std::string(500, ']'), {"/a", "1"}).empty());
}

TEST_CASE("a long value is shown in part, and what is no UTF-8 is replaced") {
  const std::string text = "{\"a\":\"" + std::string(1000, 'x') + "\"}";
  CHECK(verdict(text, {"/a", "y"}).size() < 130);
}

TEST_CASE("a scalar without quotes is a number, true, false or null, or text") {
  for (const char* other : {"1", "-1.5e3", "true", "false", "null"}) CHECK_FALSE(stands_for_text(other));
  for (const char* text : {"", "ok", "01", "1.2.3", "yes", "True", "{}", "[1]", "\"a\"", "1 2"}) {
    CHECK(stands_for_text(text));
  }
}

TEST_CASE("a JSON pointer") {
  for (const char* right : {"", "/", "/a", "/a~0b/~1", "/0"}) CHECK(is_json_pointer(right));
  for (const char* wrong : {"a", "a/b", "/~", "/~2", "/a~"}) CHECK_FALSE(is_json_pointer(wrong));
}
