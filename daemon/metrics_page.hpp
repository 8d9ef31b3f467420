// SPDX-License-Identifier: Apache-2.0
// A scrape. Role: copies the targets in bounded pieces between the loop's turns, has the pool format them and hands the
// text to the server chunk by chunk. Owner: a function of the composition root's parts, which outlive the request.
// Invariant: the loop copies targets for about 0.4 ms of a turn at most, and never formats one. A
// page holds the targets of one configuration, each once, however a reload overlaps it.
#pragma once

#include <functional>

#include "async/semaphore.hpp"
#include "daemon/live_targets.hpp"
#include "http/response.hpp"
#include "metrics/self.hpp"
#include "metrics/self_numbers.hpp"
#include "uv/loop.hpp"

namespace reachd::daemon {

struct scraped {
  uv::loop& loop;
  live_targets& live;
  const metrics::self_metrics& self;
  std::function<metrics::self_numbers()> numbers;
  async::semaphore& at_once;  // bounds the copies that are in memory
};

async::task<http::response> metrics_page(const scraped& from);

}  // namespace reachd::daemon
