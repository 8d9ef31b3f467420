// SPDX-License-Identifier: Apache-2.0
#include "config/document.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

/// "key=value" of each entry, in order.
std::string entries(const document& from, node_index map) {
  std::string out;
  from.for_each_entry(
      map, [&](entry one) { out += std::string(from.text(one.key)) + "=" + std::string(from.text(one.value)) + " "; });
  return out;
}

node_index find(const document& from, std::string_view key) {
  node_index found = 0;
  from.for_each_entry(from.root(), [&](entry one) { found = from.text(one.key) == key ? one.value : found; });
  return found;
}

}  // namespace

TEST_CASE("scalars keep their text, their quotes and their place") {
  const parsed got("plain: a b\nsingle: 'it''s'\ndouble: \"x\\ty\"\nblock: |\n  l1\n  l2\nfold: a\n  b\nnum: 80\n");
  const document& from = *got.content;
  CHECK(from.text(find(from, "plain")) == "a b");
  CHECK(from.text(find(from, "single")) == "it's");
  CHECK(from.text(find(from, "double")) == "x\ty");
  CHECK(from.text(find(from, "block")) == "l1\nl2\n");
  CHECK(from.text(find(from, "fold")) == "a b");
  CHECK(from.at(find(from, "single")).quoted);
  CHECK(from.at(find(from, "block")).quoted);
  CHECK_FALSE(from.at(find(from, "num")).quoted);
  CHECK(from.problem_at(find(from, "single"), {}).length == 7);
  CHECK(from.problem_at(find(from, "num"), {}).where.line == 9);
}

TEST_CASE("nothing is null, and stands where its key stands") {
  const parsed got("a:\n\n# c\nb: ~\nc: null\nd: 'null'\n");
  const document& from = *got.content;
  CHECK(from.kind(find(from, "a")) == node_kind::null);
  CHECK(from.problem_at(find(from, "a"), {}).where.line == 1);
  CHECK(from.problem_at(find(from, "b"), {}).where.column == 4);
  CHECK(from.kind(find(from, "c")) == node_kind::null);
  CHECK(from.kind(find(from, "d")) == node_kind::scalar);
  const parsed list("- a\n-\n\n- b\n");
  CHECK(list.content->problem_at(2, {}).where.line == 2);
}

TEST_CASE("aliases stand for what they name") {
  const parsed got("a: &x {k: v}\nb: *x\nc: [*x, *x]\n");
  const document& from = *got.content;
  CHECK(entries(from, find(from, "b")) == "k=v ");
  from.for_each_item(find(from, "c"), [&](node_index item) { CHECK(entries(from, item) == "k=v "); });
}

TEST_CASE("merge keys fill in what the map does not say itself") {
  const parsed got(
      "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\none: {<<: *x, b: 9}\ntwo: {<<: [*x, *y]}\n"
      "nested: &n {<<: *x, d: 3}\nthree: {<<: *n}\nplain: {'<<': 1}\n");
  const document& from = *got.content;
  CHECK(entries(from, find(from, "one")) == "b=9 a=1 ");
  CHECK(entries(from, find(from, "two")) == "a=1 b=1 c=2 ");
  CHECK(entries(from, find(from, "three")) == "d=3 a=1 b=1 ");
  CHECK(entries(from, find(from, "plain")) == "<<=1 ");
}

}  // namespace reachd::config
