// SPDX-License-Identifier: Apache-2.0
#include "workspace.hpp"

namespace reachd::config {

TEST_CASE("text that is no text is refused at its byte") {
  CHECK(first_of(parsed("a: 1\nb: \xFF").problems) == "2:4 invalid UTF-8: byte 0xFF");
  CHECK(first_of(parsed(std::string("a: \0b", 5)).problems) == "1:4 a NUL byte; this is no text file");
  CHECK(first_of(parsed("a: \x04\nb: 1\n").problems) == "1:4 control character U+0004 is not allowed");
  CHECK(first_of(parsed("a: 1\rb: 2").problems) == "1:5 a carriage return without a line feed");
  CHECK(first_of(parsed("\xFF\xFE"
                        "a")
                     .problems) == "1:1 the file is UTF-16");
}

TEST_CASE("a quote that is never closed is refused where it opens, however the file ends") {
  for (const char* text : {"a: 'x", "a: 'x\n", "a: \"x", "a: \"x\n\n", "a: &n 'x\n", "a: !!str 'x\n", "a: 'it''s\n",
                           "a: 'x\n---\nb: 1\n"}) {
    CAPTURE(text);
    const parsed got(text);
    CHECK_FALSE(got.content.has_value());
    REQUIRE(got.problems.size() == 1);
    CHECK(got.problems[0].message == "this quote is never closed");
    CHECK(got.problems[0].where.line == 1);
  }
  CHECK(first_of(parsed("a: 1 # it's\nb: don't\nc: 'x").problems).starts_with("3:4 "));
  CHECK(first_of(parsed("- 'x").problems).starts_with("1:3 "));
  CHECK(parsed("a: 'it''s'\nb: \"x\\\"\"\nc: 'x\n  y'\n").problems.empty());
}

TEST_CASE("one file is one document") {
  CHECK(first_of(parsed("a: 1\n---\nb: 2\n").problems) == "2:1 a second document");
  CHECK(first_of(parsed("a: 1\n---\n").problems) == "2:1 a second document");
  CHECK(first_of(parsed("a: 1\n...\nb: 2\n").problems).starts_with("3:1 "));
  CHECK(parsed("--- \na: 1\n...\n").problems.empty());
  CHECK(parsed("").content->empty());
  CHECK(parsed("# nothing\n").content->empty());
}

TEST_CASE("a byte order mark and CRLF are accepted, and places stay right") {
  CHECK(parsed("\xEF\xBB\xBF"
               "a: 1\r\nb:\r\n  - x\r\n")
            .problems.empty());
  CHECK(first_of(parsed("\xEF\xBB\xBF"
                        "a: 1\r\na: 2\r\n")
                     .problems) == "2:1 duplicate key 'a'; first at t.yaml:1:1");
}

TEST_CASE("what the scanner refuses is said in words") {
  CHECK(first_of(parsed("a: b: c\n").problems) == "1:5 unexpected ':'");
  CHECK(first_of(parsed("a:\n\t- b\n").problems) == "2:1 a tab in the indentation");
  CHECK(first_of(parsed("a: [1,\n  2\n").problems) == "3:1 a '[' before this is not closed");
  CHECK(first_of(parsed("a: @x\n").problems) == "1:4 text cannot begin with '@'");
  CHECK(first_of(parsed("a: *x\n").problems) == "1:4 this alias has no anchor above it");
  CHECK(first_of(parsed("a: \"\\q\"\n").problems).find("unknown escape") != std::string::npos);
}

TEST_CASE("a bracket that would hold up the scanner is refused at its place") {
  // In quotes, which is quicker to scan than as many tokens and counts alike.
  const std::string text = "a: 1\nb: [['" + std::string(2'200'000, ',') + "']]\n";
  CHECK(first_of(parsed(text).problems) == "2:4 more than 2000000 entries inside one bracket");
}

TEST_CASE("a quote closed too late is named as the likely cause") {
  const parsed got("a: 'b\nc: 'd'\n");
  REQUIRE(got.problems.size() == 1);
  CHECK(got.problems[0].hint.find("opens at line 1") != std::string::npos);
}

}  // namespace reachd::config
