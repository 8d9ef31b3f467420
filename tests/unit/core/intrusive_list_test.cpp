// SPDX-License-Identifier: Apache-2.0
#include "core/intrusive_list.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using reachd::core::intrusive_list;
using reachd::core::list_hook;

namespace {

struct other_tag;
struct item : list_hook<>, list_hook<other_tag> {
  explicit item(int number) : value(number) {}
  int value;
};

template <typename List>
std::vector<int> values(List& list) {
  std::vector<int> out;
  for (item& each : list) out.push_back(each.value);
  return out;
}

}  // namespace

TEST_CASE("elements come out in the order they went in, and from the front when put there") {
  intrusive_list<item> list;
  item one(1), two(2), three(3);
  CHECK(list.empty());
  CHECK(list.pop_front() == nullptr);
  list.push_back(two);
  list.push_back(three);
  list.push_front(one);
  CHECK(values(list) == std::vector{1, 2, 3});
  CHECK(list.size() == 3);
  CHECK(list.pop_front() == &one);
  CHECK(&list.front() == &two);
}

TEST_CASE("an element leaves without knowing its list, also by being destroyed") {
  intrusive_list<item> list;
  item one(1), three(3);
  auto two = std::make_unique<item>(2);
  list.push_back(one);
  list.push_back(*two);
  list.push_back(three);
  two.reset();
  CHECK(values(list) == std::vector{1, 3});
  static_cast<list_hook<>&>(one).unlink();
  CHECK(values(list) == std::vector{3});
  CHECK_FALSE(static_cast<list_hook<>&>(one).linked());
}

TEST_CASE("one element can be in one list per tag") {
  intrusive_list<item> list;
  intrusive_list<item, other_tag> other;
  item one(1);
  list.push_back(one);
  other.push_back(one);
  CHECK(list.pop_front() == &one);
  CHECK(other.size() == 1);
}

TEST_CASE("splicing moves all elements in order and empties the source") {
  intrusive_list<item> list, source;
  item one(1), two(2), three(3);
  list.push_back(one);
  source.push_back(two);
  source.push_back(three);
  list.splice_back(source);
  list.splice_back(source);
  CHECK(values(list) == std::vector{1, 2, 3});
  CHECK(source.empty());
}
