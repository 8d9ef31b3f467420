// SPDX-License-Identifier: Apache-2.0
#include "metrics/text_writer.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using reachd::metrics::text_writer;

namespace {

template <typename Number>
std::string line_with(Number value) {
  std::string out;
  text_writer(out, 0).sample("m", "a=\"b\"", "", value);
  return out;
}

}  // namespace

TEST_CASE("a sample is a line of name, labels and value") {
  std::string out = "what was there before";
  text_writer(out, 100).sample("m", "a=\"b\"", ",c=\"d\"", 5);
  CHECK(out == "m{a=\"b\",c=\"d\"} 5\n");
}

TEST_CASE("integers are written whole and doubles in the shortest form that reads back the same") {
  CHECK(line_with(std::numeric_limits<std::uint64_t>::max()) == "m{a=\"b\"} 18446744073709551615\n");
  CHECK(line_with(0.1) == "m{a=\"b\"} 0.1\n");
  CHECK(line_with(1700000000.25) == "m{a=\"b\"} 1700000000.25\n");
  CHECK(line_with(0.0) == "m{a=\"b\"} 0\n");
  CHECK(line_with(-2.2250738585072014e-308) == "m{a=\"b\"} -2.2250738585072014e-308\n");
}

TEST_CASE("more than the expected room is no error") {
  const std::string labels(10'000, 'x');
  std::string out;
  {
    text_writer writer(out, 10);
    for (int i = 0; i < 3; ++i) writer.sample("m", labels, "", i);
    writer.text("end");
    CHECK(writer.size() == 3 * (10'000 + 6) + 3);
  }
  CHECK(out == "m{" + labels + "} 0\nm{" + labels + "} 1\nm{" + labels + "} 2\nend");
}

TEST_CASE("what was taken back is not in the text") {
  std::string out;
  {
    text_writer writer(out, 100);
    writer.text("kept");
    const std::size_t size = writer.size();
    writer.text("taken back");
    writer.rewind(size);
  }
  CHECK(out == "kept");
}
