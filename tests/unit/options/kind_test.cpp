// SPDX-License-Identifier: Apache-2.0
#include "options/kind.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace reachd::options;
using namespace std::chrono_literals;

namespace {

constexpr std::array every_kind = {kind::icmp, kind::tcp, kind::http, kind::exec, kind::dns};

}  // namespace

TEST_CASE("each kind has a place of its own in the tables, and a name") {
  static_assert(every_kind.size() == kind_count);
  std::set<std::string_view> names;
  for (std::size_t at = 0; at < kind_count; ++at) {
    CHECK(index_of(every_kind[at]) == at);
    CHECK_FALSE(name_of(every_kind[at]).empty());
    names.insert(name_of(every_kind[at]));
  }
  CHECK(names.size() == kind_count);
  CHECK(name_of(kind::icmp) == "icmp");
  CHECK(name_of(kind::tcp) == "tcp");
  CHECK(name_of(kind::http) == "http");
  CHECK(name_of(kind::exec) == "exec");
  CHECK(name_of(kind::dns) == "dns");
}

TEST_CASE("only a program needs no address") {
  for (const kind one : every_kind) CHECK(goes_to_address(one) == (one != kind::exec));
}

TEST_CASE("what costs the other side more is asked less often") {
  CHECK(usual_interval(kind::icmp) == 1s);
  CHECK(usual_interval(kind::tcp) == 1s);
  CHECK(usual_interval(kind::http) == 30s);
  CHECK(usual_interval(kind::exec) == 30s);
  CHECK(usual_interval(kind::dns) == 30s);
}
