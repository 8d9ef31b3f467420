// SPDX-License-Identifier: Apache-2.0
// Each line marked `trap` or `rule` must be found, and no other. A trap is miscompiled or refused by GCC 12.2; what is
// marked `rule` is refused because it is one step from a trap.
#include "awaitable.hpp"

task aggregates(std::string text) {
  co_await with_settings(settings{text, 1});                // trap 1
  auto named = co_await with_settings({.name = text});      // trap 1
  const auto plain = co_await with_settings(settings{});    // trap 1
  co_return co_await with_settings({text, named + plain});  // trap 1
}

task lambdas(std::string text) {
  co_await with_function([text] { return text.size(); });                // trap 2
  auto result = co_await with_function([=]() { return text.empty(); });  // trap 2
  co_return result;
}

task awaiter_aggregates(std::string text) {
  co_await awaiter_aggregate{text};  // trap 3
  auto result = co_await             // trap 3
      awaiter_aggregate{text};
  co_return result;
}

task conditionals(bool yes, std::string text) {
  co_await with_text(yes ? text : std::string("no"));  // trap 4
  auto result = yes ? co_await later() : 0;            // trap 4
  co_await (yes ? later() : later());                  // trap 4
  co_return result;
}

task lists(int a) {
  co_await with_list({a, 1});                           // trap 5
  auto result = co_await with_list(std::vector{a, a});  // trap 5
  int both[] = {co_await later(), 2};                   // rule
  co_return result + both[0];
}

task if_condition() {
  if (co_await later()) co_return 1;  // trap 6
  co_return 0;
}

task while_condition() {
  while (co_await later() < 1) {  // trap 6
  }
  co_return 0;
}

task do_condition() {
  do {
  } while (co_await later() < 1);  // trap 6
  co_return 0;
}

task for_condition() {
  for (; co_await later() < 1;) {  // trap 6
  }
  co_return 0;
}

task switch_condition() {
  switch (co_await later()) {  // trap 6
    default:
      co_return 0;
  }
}

task if_declaration() {
  if (auto result = co_await later()) co_return result;  // trap 6
  co_return 0;
}

task nested() {
  auto outer = co_await with_number(co_await later());  // rule rule
  auto sum = co_await later() + outer;                  // rule
  with_number(co_await later());                        // rule
  co_return sum;
}
