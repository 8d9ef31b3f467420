// SPDX-License-Identifier: Apache-2.0
#include "uv/run_child.hpp"

#include <utility>

namespace reachd::uv {

async::task<core::result<child_end>> run_child(child_starter& by, command what, child_limits limits) {
  const std::string name = what.arguments.empty() ? "nothing" : what.arguments.front();
  child_process child(by.on(), name, limits);
  auto ends = child.open();
  if (!ends) co_return std::unexpected(ends.error());
  auto started = co_await by.start(std::move(what), std::move(ends->output), std::move(ends->errors), limits.patience);
  if (!started) co_return std::unexpected(started.error());
  child.take(std::move(*started));
  auto end = co_await child.ended();
  co_return std::move(end);
}

}  // namespace reachd::uv
