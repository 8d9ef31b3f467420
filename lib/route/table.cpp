// SPDX-License-Identifier: Apache-2.0
#include "route/table.hpp"

#include <algorithm>

namespace reachd::route {

core::result<std::unique_ptr<table>> table::open() {
  // Subscribed before anything is read, so that no change falls in between.
  auto told = notifications::open();
  if (!told) return std::unexpected(told.error());
  auto asked = questions::open();
  if (!asked) return std::unexpected(asked.error());
  auto out = std::make_unique<table>(std::move(*told), std::move(*asked));
  for (bool done = false; !done;) {
    const auto read = out->refresh();
    if (!read) return std::unexpected(read.error());
    done = *read;
  }
  return out;
}

bool table::drain() {
  stale_ = std::max(stale_, told_.drain(known_));
  return is_stale();
}

core::result<bool> table::refresh() {
  if (!is_stale()) return true;
  // Also before the routes: a link is told of before its routes are removed, and asking for it waits for that.
  if (auto looked = known_.look(asked_); !looked) return std::unexpected(looked.error());
  if (stale_ == impact::states && !dump_.running()) {
    stale_ = impact::nothing;
    return true;
  }
  return read_routes();
}

core::result<bool> table::read_routes() {
  if (!dump_.running()) {
    if (auto begun = dump_.begin(); !begun) return std::unexpected(begun.error());
    stale_ = impact::nothing;  // what is told from here on counts anew
  }
  const auto done = dump_.step();
  if (!done) stale_ = impact::routes;
  if (!done || !*done) return done;
  for (const core::family family : {core::family::v4, core::family::v6}) known_.replace(family, dump_.take(family));
  if (auto looked = known_.look(asked_); !looked) {
    stale_ = impact::routes;
    return std::unexpected(looked.error());
  }
  if (stale_ == impact::states) stale_ = impact::nothing;
  return stale_ == impact::nothing;
}

}  // namespace reachd::route
