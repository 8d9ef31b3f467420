// SPDX-License-Identifier: Apache-2.0
// libuv's statuses as errors. Invariant: on Linux a status below zero is a negated errno, so that code() of the error
// is the plain errno, never libuv's number. Name lookups have codes of their own and do not come here.
#pragma once

#include <cerrno>
#include <string_view>

#include "core/error.hpp"

namespace reachd::uv {

/// "context: Connection refused (ECONNREFUSED)".
inline core::error error_of(std::string_view context, int status) { return core::error::from_errno(context, -status); }

/// What a stopped wait that returns a result reports: no failure of the other side. Its code is ECANCELED.
inline core::error stopped_error(std::string_view context) { return core::error::from_errno(context, ECANCELED); }
inline bool is_stopped(const core::error& problem) { return problem.code() == ECANCELED; }

}  // namespace reachd::uv
