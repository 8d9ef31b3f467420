// SPDX-License-Identifier: Apache-2.0
// GET /probe?target=TARGET&module=MODULE, as Prometheus' blackbox exporter answers it: its parameters (hostname,
// debug), its header and the names of its metrics. Role: what an existing scrape configuration asks for. Owner: a
// function of the composition root's parts, which outlive the request. Invariant: without `blackbox` in the
// configuration there is no such page; nothing is sent where the allow-list does not reach (403); no more than
// `probes_at_once` run (503).
#pragma once

#include <functional>
#include <memory>

#include "async/semaphore.hpp"
#include "blackbox/run.hpp"
#include "http/routes.hpp"

namespace reachd::daemon {

/// A hundred silent hosts must not keep out one that answers, nor all together a scrape of /metrics.
inline constexpr std::size_t probes_at_once = 128;

struct probe_parts {
  blackbox::means with;
  std::function<std::shared_ptr<const options::blackbox>()> configured;  // nullptr: it is off
  async::semaphore& at_once;
};

async::task<http::response> probe_page(probe_parts from, http::request asked);

}  // namespace reachd::daemon
