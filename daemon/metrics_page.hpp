// SPDX-License-Identifier: Apache-2.0
// A scrape. Role: copies the targets in bounded pieces between the loop's turns, has the pool format them and hands the
// text to the server chunk by chunk. Owner: a function of the composition root's parts, which outlive the request.
// Invariant: the loop copies targets for about 0.4 ms of a turn at most, and never formats one.
#pragma once

#include <functional>
#include <vector>

#include "async/semaphore.hpp"
#include "http/response.hpp"
#include "metrics/self.hpp"
#include "metrics/self_numbers.hpp"
#include "metrics/target_labels.hpp"
#include "probe/target_set.hpp"
#include "uv/loop.hpp"

namespace reachd::daemon {

struct scraped {
  uv::loop& loop;
  probe::target_set& targets;
  const std::vector<metrics::target_labels>& labels;  // by the index of the target's id
  const metrics::self_metrics& self;
  std::function<metrics::self_numbers()> numbers;
  async::semaphore& at_once;  // bounds the copies that are in memory
};

async::task<http::response> metrics_page(const scraped& from);

}  // namespace reachd::daemon
