// SPDX-License-Identifier: Apache-2.0
#include "http/chunk_buffer.hpp"

#include <doctest/doctest.h>

using reachd::http::chunk_buffer;
using state = chunk_buffer::state;

namespace {

std::string read(chunk_buffer& from, std::size_t size) {
  std::string got(size, '.');
  got.resize(from.read(got));
  return got;
}

}  // namespace

TEST_CASE("bytes come out as they went in, across chunks") {
  chunk_buffer body;
  CHECK(body.next() == state::starved);
  body.supply("abcdef");
  CHECK(read(body, 4) == "abcd");
  CHECK(body.wants_chunk());
  body.supply("gh");
  CHECK_FALSE(body.wants_chunk());
  CHECK(read(body, 4) == "ef");
  CHECK(read(body, 4) == "gh");
  CHECK(body.next() == state::starved);
}

TEST_CASE("the end comes after the last byte, a failure at once") {
  chunk_buffer body;
  body.supply("abc");
  body.end();
  CHECK(body.next() == state::data);
  CHECK(read(body, 3) == "abc");
  CHECK(body.next() == state::ended);
  chunk_buffer cut;
  cut.supply("abc");
  cut.fail();
  CHECK(cut.next() == state::failed);
}
