// SPDX-License-Identifier: Apache-2.0
#include "metrics/target_labels.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace reachd::metrics;

TEST_CASE("identity and details are formatted in the order group, then the user's labels") {
  const std::vector<std::pair<std::string, std::string>> user = {{"site", "Zürich"}, {"role", "db"}};
  const target_labels labels(shape_of(reachd::options::kind::tcp), "db:5432", "core", user);
  CHECK(labels.identity() == R"(target="db:5432",probe="tcp")");
  CHECK(labels.details() == R"(,group="core",site="Zürich",role="db")");
  CHECK(&labels.kind() == &shape_of(reachd::options::kind::tcp));
}

TEST_CASE("a target without group and labels has no details") {
  CHECK(target_labels(shape_of(reachd::options::kind::icmp), "::1", "", {}).details().empty());
}

TEST_CASE("names, groups and values are escaped") {
  const std::vector<std::pair<std::string, std::string>> user = {{"note", "two\nlines"}};
  const target_labels labels(shape_of(reachd::options::kind::icmp), "a\"b", "c\\d", user);
  CHECK(labels.identity() == R"(target="a\"b",probe="icmp")");
  CHECK(labels.details() == R"(,group="c\\d",note="two\nlines")");
}

TEST_CASE("a copy does not depend on the original") {
  auto original = std::make_unique<target_labels>(shape_of(reachd::options::kind::icmp),
                                                  "a name that is longer than a short string", "g",
                                                  std::span<const std::pair<std::string, std::string>>());
  const target_labels copy = *original;
  original.reset();
  CHECK(copy.identity() == R"(target="a name that is longer than a short string",probe="icmp")");
  CHECK(copy.details() == R"(,group="g")");
}
