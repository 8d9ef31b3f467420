// SPDX-License-Identifier: Apache-2.0
#include "uv/run_child.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "async/scope.hpp"
#include "support/children.hpp"
#include "support/skip.hpp"
#include "support/stubborn.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using test::childless;

namespace {

async::task<void> keep(uv::child_starter& by, uv::command what, uv::child_limits limits, test::kept_end& out) {
  auto end = co_await uv::run_child(by, std::move(what), limits);
  out.emplace(std::move(end));
}

async::task<pid_t> stop_stubborn(uv::child_starter& by, const test::temporary_folder& folder, test::kept_end& out) {
  async::scope running(by.on().ready());
  const uv::child_limits impatient{.patience = 10ms};
  running.spawn(keep(by, test::stubborn_program(folder), impatient, out));
  const pid_t child = co_await test::wait_for_number(by.on(), folder.name + "/running");
  co_await test::until_started(by.on(), by);
  running.request_stop();
  co_await running.join();
  co_return child;
}

}  // namespace

TEST_CASE("programs run one after the other by one starter") {
  uv::loop on;
  uv::child_starter starter(on, 1);
  for (int code = 0; code < 20; ++code) {
    const auto end = on.run(uv::run_child(starter, test::shell("echo x; exit " + std::to_string(code)), {}));
    REQUIRE(end);
    CHECK(end->exit_code == code);
    CHECK(end->output == "x\n");
    CHECK_FALSE(end->given_up);
  }
  CHECK(starter.reaper().size() == 0);
  CHECK(childless());
}

TEST_CASE("a child that was killed and does not end is given up after a while, and reaped when it ends") {
  const test::temporary_folder folder;
  const test::without_kill powerless;
  if (!powerless.holds()) return support::skipped("only root can start a child that it may not kill");
  uv::loop on;
  uv::child_starter starter(on);
  test::kept_end end;
  const std::size_t before = test::open_descriptors();
  const pid_t child = on.run(stop_stubborn(starter, folder, end));
  REQUIRE(*end);
  CHECK((*end)->given_up);
  CHECK(starter.reaper().size() == 1);
  CHECK(test::open_descriptors() == before + 1);  // that of the process
  powerless.kill(child);
  on.run(test::until_reaper_holds(on, starter.reaper(), 0));
  CHECK(childless());
  CHECK(test::open_descriptors() == before);
}
