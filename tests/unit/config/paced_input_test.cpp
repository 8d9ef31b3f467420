// SPDX-License-Identifier: Apache-2.0
#include "config/paced_input.hpp"

#include <doctest/doctest.h>

#include <istream>
#include <iterator>
#include <string>

#include "config/limits.hpp"

using reachd::config::max_pending_entries;
using reachd::config::paced_input;

namespace {

std::string read_all(paced_input& from) {
  std::istream in(&from);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("text is handed on as it is, over many blocks") {
  std::string text;
  for (int at = 0; at < 50'000; ++at) text += std::to_string(at) + "\n";
  const std::size_t reached = 0;
  paced_input input(text, reached);
  CHECK(read_all(input) == text);
  CHECK_FALSE(input.refused());
  paced_input nothing("", reached);
  CHECK(read_all(nothing).empty());
}

TEST_CASE("text that leads to no event is cut off, and text that does is not") {
  const std::string text(max_pending_entries * 2, ',');
  std::size_t reached = 0;
  paced_input stuck(text, reached);
  CHECK(read_all(stuck).size() < text.size());
  CHECK(stuck.refused());
  CHECK(stuck.stuck_at() == 0);
  reached = text.size();
  paced_input moving(text, reached);
  CHECK(read_all(moving).size() == text.size());
}
