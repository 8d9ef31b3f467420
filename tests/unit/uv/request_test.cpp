// SPDX-License-Identifier: Apache-2.0
#include "uv/request.hpp"

#include <doctest/doctest.h>

#include <optional>

namespace {

/// What libuv would own, and someone who waits for it.
struct owned {
  void* data = nullptr;
};
struct waiter {};
using request = reachd::uv::request<owned, waiter>;

}  // namespace

TEST_CASE("the callback finds who waits, and the request can be used again") {
  waiter waits;
  request pending;
  for (int i = 0; i < 2; ++i) {
    owned* given = nullptr;
    CHECK(pending.start(waits, [&](owned* raw) {
      given = raw;
      return 0;
    }) == 0);
    CHECK(request::finish(given) == &waits);
  }
}

TEST_CASE("after abandon, and after the destructor, the callback finds nobody") {
  waiter waits;
  owned* given = nullptr;
  const auto keep = [&](owned* raw) {
    given = raw;
    return 0;
  };
  request abandoned;
  REQUIRE(abandoned.start(waits, keep) == 0);
  abandoned.abandon();
  CHECK(request::finish(given) == nullptr);
  std::optional<request> gone;
  gone.emplace();
  REQUIRE(gone->start(waits, keep) == 0);
  gone.reset();
  CHECK(request::finish(given) == nullptr);
}

TEST_CASE("a request that libuv refuses has no callback, and its status is told") {
  waiter waits;
  request refused;
  CHECK(refused.start(waits, [](owned*) { return -22; }) == -22);
}
