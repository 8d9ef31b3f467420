// SPDX-License-Identifier: Apache-2.0
// The pages for programs: reload, status, one target. Role: what the command line and the web page ask. Owner: runtime;
// what `api_parts` names outlives every request.
#pragma once

#include "async/semaphore.hpp"
#include "daemon/reloader.hpp"
#include "http/routes.hpp"

namespace reachd::daemon {

struct api_parts {
  uv::loop& loop;
  probe::target_set& targets;
  live_targets& live;
  reloader& reloads;
  async::semaphore& at_once;  // bounds the copies of all targets that are in memory
};

/// Adds POST /-/reload, GET /api/v1/status[?state=STATE], GET /api/v1/config (YAML) and GET /api/v1/targets/NAME.
void add_api(http::routes& pages, const api_parts& from);

}  // namespace reachd::daemon
