// SPDX-License-Identifier: Apache-2.0
// The least that the samples need to be real coroutines: a task that starts at once, and things to await.
#pragma once

#include <coroutine>
#include <string>
#include <vector>

struct task {
  struct promise_type {
    task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(int) {}
    void unhandled_exception() {}
  };
};

struct later {
  later() {}
  bool await_ready() { return true; }
  void await_suspend(std::coroutine_handle<>) {}
  int await_resume() { return 1; }
};

struct settings {
  std::string name;
  int size = 0;
};

struct awaiter_aggregate {
  std::string name;
  bool await_ready() { return true; }
  void await_suspend(std::coroutine_handle<>) {}
  int await_resume() { return 1; }
};

later with_settings(settings);
later with_list(std::vector<int>);
later with_number(int, std::string = {});
later with_text(std::string);

template <typename F>
later with_function(F) {
  return {};
}

template <typename T>
later of_type(T) {
  return {};
}
