// SPDX-License-Identifier: Apache-2.0
#include "async/stop_token.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using reachd::async::stop_callback;
using reachd::async::stop_source;
using reachd::async::stop_token;

namespace {

struct recorder final : stop_callback {
  recorder(int number, std::vector<int>& into) : own(number), out(&into) {}
  void on_stop() noexcept override {
    out->push_back(own);
    if (also_destroyed) also_destroyed.reset();
  }
  int own;
  std::vector<int>* out;
  std::unique_ptr<recorder> also_destroyed;
};

}  // namespace

TEST_CASE("a stop calls every callback once, in the order they came") {
  stop_source source;
  std::vector<int> called;
  recorder one(1, called), two(2, called);
  source.token().attach(one);
  source.token().attach(two);
  CHECK_FALSE(source.token().stop_requested());
  source.request_stop();
  source.request_stop();
  CHECK(source.stop_requested());
  CHECK(source.token().stop_requested());
  CHECK(called == std::vector{1, 2});
}

TEST_CASE("a callback that was destroyed is not called, not even when another one destroys it") {
  stop_source source;
  std::vector<int> called;
  recorder one(1, called);
  one.also_destroyed = std::make_unique<recorder>(2, called);
  auto three = std::make_unique<recorder>(3, called);
  source.token().attach(*three);
  source.token().attach(one);
  source.token().attach(*one.also_destroyed);
  three.reset();
  source.request_stop();
  CHECK(called == std::vector{1});
}

TEST_CASE("a token without a source never stops") {
  std::vector<int> called;
  recorder one(1, called);
  const stop_token none;
  none.attach(one);
  CHECK_FALSE(none.stop_requested());
  CHECK(called.empty());
}

TEST_CASE("a stop goes down to the sources below, and not up") {
  stop_source top;
  stop_source middle(top.token());
  stop_source bottom(middle.token());
  stop_source beside(top.token());
  std::vector<int> called;
  recorder one(1, called);
  bottom.token().attach(one);
  middle.request_stop();
  CHECK(called == std::vector{1});
  CHECK(bottom.stop_requested());
  CHECK_FALSE(top.stop_requested());
  CHECK_FALSE(beside.stop_requested());
  top.request_stop();
  CHECK(beside.stop_requested());
  CHECK(called.size() == 1);
}

TEST_CASE("a source made below a stopped one is stopped from the start") {
  stop_source top;
  top.request_stop();
  const stop_source below(top.token());
  CHECK(below.stop_requested());
}

TEST_CASE("a source that has gone is not reached by its parent's stop") {
  stop_source top;
  { const stop_source below(top.token()); }
  top.request_stop();
  CHECK(top.stop_requested());
}
