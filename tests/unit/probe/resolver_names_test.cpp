// SPDX-License-Identifier: Apache-2.0
#include "probe/resolver_names.hpp"

#include <doctest/doctest.h>

#include "async/scope.hpp"
#include "support/virtual_loop.hpp"

using reachd::async::live_frames;
using reachd::async::task;
using reachd::probe::name_source;

namespace {

struct fixed_lookup final : reachd::uv::lookup_port {
  void begin(const std::string& name, reachd::core::families wanted, done ended) override {
    asked = name;
    families = wanted;
    ended(std::vector{*reachd::core::address::parse("192.0.2.9")}, reachd::core::nanoseconds(1));
  }
  std::string asked;
  reachd::core::families families{};
};

task<void> ask(name_source& names, std::string& out) {
  const auto found = co_await names.lookup("gw.example.net", reachd::core::families::v4);
  out = found->front().to_string();
}

}  // namespace

TEST_CASE("a lookup goes to the resolver and its answer comes back") {
  reachd::test::virtual_loop loop;
  fixed_lookup lookups;
  reachd::uv::resolver resolver(loop.clock().ready(), lookups, {});
  reachd::probe::resolver_names names(resolver);
  std::string out;
  reachd::async::scope work(loop.clock().ready());
  work.spawn(ask(names, out));
  loop.settle();
  CHECK(lookups.asked == "gw.example.net");
  CHECK(lookups.families == reachd::core::families::v4);
  CHECK(out == "192.0.2.9");
  CHECK(live_frames() == 0);
}
