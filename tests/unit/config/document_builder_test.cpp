// SPDX-License-Identifier: Apache-2.0
#include "config/document_builder.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

std::string alias_bomb(int levels) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int at = 1; at < levels; ++at) {
    const std::string name = "a" + std::to_string(at);
    text += name + ": &" + name + " [";
    for (int item = 0; item < 10; ++item) text += (item == 0 ? "*a" : ", *a") + std::to_string(at - 1);
    text += "]\n";
  }
  return text;
}

}  // namespace

TEST_CASE("an alias bomb is refused while it is read") {
  const parsed got(alias_bomb(9));
  CHECK_FALSE(got.content.has_value());
  REQUIRE(got.problems.size() == 1);
  CHECK(got.problems[0].message.starts_with("more than 10000000 values"));
  CHECK(got.problems[0].where.line == 7);
  CHECK(parsed(alias_bomb(5)).content.has_value());
}

TEST_CASE("an anchor that holds its own alias is refused") {
  CHECK(first_of(parsed("a: &x [*x]\n").problems) == "1:8 this alias stands inside its own anchor");
  CHECK(first_of(parsed("a: &x\n  b:\n    c: *x\n").problems).starts_with("3:8 "));
}

TEST_CASE("64 levels are read, 65 and 10,000 refused with their place") {
  CHECK(parsed(std::string(64, '[') + std::string(64, ']')).content.has_value());
  CHECK(first_of(parsed(std::string(65, '[') + std::string(65, ']')).problems) == "1:65 nested more than 64 deep");
  CHECK(first_of(parsed(std::string(10'000, '[')).problems).ends_with(" nested more than 64 deep"));
  std::string block;
  for (std::size_t at = 0; at < 10'000; ++at) block += "- ";
  CHECK(first_of(parsed(block).problems) == "1:129 nested more than 64 deep");
}

TEST_CASE("levels are counted through aliases") {
  std::string chain = "a0: &a0 {k: v}\n";
  for (int at = 1; at < 200; ++at) {
    const std::string number = std::to_string(at);
    chain += "a" + number + ": &a" + number + " {<<: *a" + std::to_string(at - 1) + "}\n";
  }
  CHECK(first_of(parsed(chain).problems).find("nested more than 64 deep") != std::string::npos);
}

TEST_CASE("duplicate keys show both places, at any size of map") {
  CHECK(first_of(parsed("b: 1\na: 1\nc: {x: 1, 'x': 2}\n").problems) == "3:11 duplicate key 'x'; first at t.yaml:3:5");
  std::string text;
  for (int at = 0; at < 1'000; ++at) text += "key" + std::to_string(at) + ": 1\n";
  CHECK(parsed(text).problems.empty());
  CHECK(first_of(parsed(text + "key500: 2\n").problems) == "1001:1 duplicate key 'key500'; first at t.yaml:501:1");
}

TEST_CASE("a key needs its colon") {
  CHECK(first_of(parsed("a: 1\nb\n").problems) == "2:1 'b' without a ':'");
  CHECK(first_of(parsed("a: 1\n&x b\n").problems) == "2:4 'b' without a ':'");
  CHECK(parsed("a:\nb:   # c\n? c\nd: {e: , f}\n'g':\n").problems.empty());
}

TEST_CASE("keys that are no text, tags and bad merges are refused") {
  CHECK(first_of(parsed("? [a]\n: 1\n").problems) == "1:3 a key must be text");
  CHECK(first_of(parsed("~: 1\n").problems) == "1:1 a key must be text");
  CHECK(first_of(parsed("a: !secret x\n").problems) == "1:4 tags such as '!secret' are not supported");
  CHECK(first_of(parsed("a: {<<: 5}\n").problems) == "1:9 '<<' merges a map or a list of maps");
  CHECK(parsed("a: !!str 5\nb: !!map {c: !!seq []}\n").problems.empty());
}

}  // namespace reachd::config
