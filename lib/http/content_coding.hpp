// SPDX-License-Identifier: Apache-2.0
// Compression of answers. Role: turns an answer into the one that is sent to a client that wants gzip: a whole body is
// packed at once, a stream chunk by chunk; large pieces on the pool, so that a page of 30 MB does not hold up a turn.
#pragma once

#include "http/response.hpp"
#include "uv/loop.hpp"

namespace reachd::http {

/// `plain`, packed if that is wanted and worth it, with the header fields that say so.
async::task<response> coded(uv::loop& on, response plain, bool gzip_wanted);

}  // namespace reachd::http
