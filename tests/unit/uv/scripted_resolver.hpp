// SPDX-License-Identifier: Apache-2.0
// A resolver over lookups that the test ends. Role: what the tests of uv::resolver share.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "async/scope.hpp"
#include "support/virtual_loop.hpp"
#include "uv/resolver.hpp"

namespace reachd::test {

inline const core::address some_address = *core::address::parse("192.0.2.7");

/// Lookups that last until the test ends them, in the order they were begun.
struct scripted_lookup final : uv::lookup_port {
  struct running {
    std::string name;
    core::families wanted;
    done ended;
  };
  void begin(const std::string& name, core::families wanted, done ended) override {
    ++begun;
    if (fail_at_once.contains(name)) return ended(std::unexpected(core::error("refused")), core::nanoseconds(0));
    in_flight.push_back(running{name, wanted, std::move(ended)});
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const running& one : in_flight) out.push_back(one.name);
    return out;
  }
  void end(const std::string& name, uv::lookup_answer answer, core::nanoseconds took) {
    const auto at = std::find_if(in_flight.begin(), in_flight.end(), [&](const auto& one) { return one.name == name; });
    REQUIRE(at != in_flight.end());
    const done ended = std::move(at->ended);
    in_flight.erase(at);
    ended(std::move(answer), took);
  }
  void answer(const std::string& name, core::nanoseconds took = std::chrono::milliseconds(1)) {
    end(name, std::vector{some_address}, took);
  }
  void fail(const std::string& name) {
    end(name, std::unexpected(core::error("no such name")), std::chrono::seconds(5));
  }

  std::vector<running> in_flight;
  std::set<std::string> fail_at_once;
  int begun = 0;
};

/// A resolver of 4 slots, one of them for slow names, and what its waiters got.
struct scripted_resolver {
  explicit scripted_resolver(std::size_t slots = 4)
      : options{slots, std::chrono::seconds(1)}, work(loop.clock().ready()) {
    names = std::make_unique<uv::resolver>(loop.clock().ready(), lookups, options);
  }
  static async::task<void> keep(uv::resolver& asked, std::string name, core::families wanted,
                                std::map<std::string, std::vector<uv::lookup_answer>>& out) {
    auto answer = co_await asked.resolve(name, wanted);
    out[name].push_back(std::move(answer));
  }
  void ask(const std::string& name) { ask(name, work); }
  void ask(const std::string& name, async::scope& in, core::families wanted = core::families::any) {
    in.spawn(keep(*names, name, wanted, answers));
    loop.settle();
  }
  void fail_once(const std::string& name) {
    ask(name);
    lookups.fail(name);
    loop.settle();
  }

  virtual_loop loop;
  uv::resolver_options options;
  scripted_lookup lookups;
  std::unique_ptr<uv::resolver> names;
  std::map<std::string, std::vector<uv::lookup_answer>> answers;
  async::scope work;
};

}  // namespace reachd::test
