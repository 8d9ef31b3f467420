// SPDX-License-Identifier: Apache-2.0
#include "uv/run_child.hpp"

#include <cerrno>
#include <utility>

namespace reachd::uv {
namespace {

std::unexpected<core::error> late_start(const std::string& name) {
  return std::unexpected(core::error(
      "start " + name + ": it was started too late: this machine or the program's file system is slow (ETIMEDOUT)",
      ETIMEDOUT));
}

}  // namespace

async::task<core::result<child_end>> run_child(child_starter& by, command what, child_limits limits) {
  const std::string name = what.arguments.empty() ? "nothing" : what.arguments.front();
  child_process child(by.on(), name, limits);
  auto ends = child.open();
  if (!ends) co_return std::unexpected(ends.error());
  auto started = co_await by.start(std::move(what), std::move(ends->output), std::move(ends->errors), limits.patience);
  if (!started) co_return std::unexpected(started.error());
  // The stop of a program that had no time to run says nothing of what it would have told.
  const async::stop_token stop = co_await async::current_stop_token();
  if (stop.stop_requested()) co_return late_start(name);
  child.take(std::move(*started));
  auto end = co_await child.ended();
  co_return std::move(end);
}

}  // namespace reachd::uv
