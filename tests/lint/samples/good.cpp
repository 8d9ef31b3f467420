// SPDX-License-Identifier: Apache-2.0
// Nothing here may be found: the allowed forms, and text that only looks like a forbidden one.
#include "awaitable.hpp"

struct holder {
  later operator co_await() { return {}; }
  later wait(int, std::string) { return {}; }
};

task allowed(std::string text, std::vector<int> numbers) {
  holder here;
  auto result = co_await later();
  const auto second = co_await with_number(result, std::string("if (co_await x)"));
  int third = co_await here.wait(numbers[0], std::move(text));
  [[maybe_unused]] std::vector<int>::value_type fourth = co_await of_type<std::vector<int>>(numbers);
  co_await here;
  if (result > second) co_await with_number(result);
  if (result < second) {
    co_await with_number(1'000 + result * 2 - third);
  } else
    co_await with_list(std::vector<int>(3, 1));
  for (int number : {1, 2}) co_await with_number(number);
  while (result-- > 0) co_await later();
  switch (result) {
    case 1:
      co_await later();
      break;
    default:
      co_await later();
  }
  auto named = [text] { return text; };  // co_await with_function([text] { ... })
  co_await with_function(named);
  auto settled = with_settings({.name = text});
  co_await std::move(settled);
  auto inner = [](int value) -> task { co_return co_await with_number(value); };
  inner(1);
  /* if (co_await later()) */
  co_return co_await with_text(std::move(text));
}
