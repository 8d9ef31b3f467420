// SPDX-License-Identifier: Apache-2.0
#include "config/name_table.hpp"

#include "workspace.hpp"

namespace reachd::config {

TEST_CASE("a name belongs to whoever claims it first, and both places are shown to the second") {
  const parsed got("[a,\n b,\n a]");
  const document& from = *got.content;
  name_table names;
  problem_list problems;
  name_table::owner* first = names.claim("a", from, 1, "targets", problems);
  REQUIRE(first != nullptr);
  first->index = 7;
  CHECK(names.claim("b", from, 2, "targets", problems) != nullptr);
  CHECK(problems.empty());
  CHECK(names.claim("a", from, 3, "targets", problems) == nullptr);
  CHECK(first_of(problems.take()) == "3:2 two targets are called 'a'; the first is at t.yaml:1:2");
  CHECK(names.find("a")->index == 7);
}

TEST_CASE("a name that nobody claimed is not found, and case tells names apart") {
  const parsed got("a");
  name_table names;
  problem_list problems;
  names.claim("a", *got.content, 0, "groups", problems);
  CHECK(names.find("A") == nullptr);
  CHECK(names.find("") == nullptr);
  REQUIRE(names.find("a") != nullptr);
  CHECK_FALSE(names.find("a")->index.has_value());
}

}  // namespace reachd::config
