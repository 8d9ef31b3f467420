// SPDX-License-Identifier: Apache-2.0
#include "config/source.hpp"

#include <doctest/doctest.h>

using reachd::config::source;

TEST_CASE("lines and columns count from 1, columns in characters") {
  const source text("f", "a: 1\n\xC3\xA9: x\n");
  CHECK(text.locate(0).line == 1);
  CHECK(text.locate(0).column == 1);
  CHECK(text.locate(9).line == 2);
  CHECK(text.locate(9).column == 4);
  CHECK(text.locate(text.text().size()).line == 3);
  CHECK(text.locate(1'000'000).line == 3);
}

TEST_CASE("places agree with a plain count everywhere in a text of many checkpoints") {
  std::string content;
  for (int at = 0; at < 3'000; ++at) content += at % 7 == 0 ? "\n" : at % 3 == 0 ? "\xC3\xA9" : "x";
  const source text("f", content);
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool same = true;
  for (std::size_t at = 0; at < content.size(); ++at) {
    if ((content[at] & 0xC0) != 0x80) same = same && text.locate(at).line == line && text.locate(at).column == column;
    if (content[at] == '\n') {
      ++line;
      column = 1;
    } else if ((content[at] & 0xC0) != 0x80) {
      ++column;
    }
  }
  CHECK(same);
}

TEST_CASE("a byte order mark is no part of the text") {
  const source text("f", "\xEF\xBB\xBFtargets:");
  CHECK(text.text() == "targets:");
}

TEST_CASE("a problem underlines to the end of its line at most") {
  const source text("f", "key: value\nnext");
  const auto found = text.problem_at(5, 100, {"m", "h"});
  CHECK(found.length == 5);
  CHECK(found.line.text == "key: value");
  CHECK(found.line.underline == 4);
  CHECK(text.problem_at(10, 1, {"m", {}}).where.column == 11);
  CHECK(source("f", "").problem_at(0, 1, {"m", {}}).where.line == 1);
}
