// SPDX-License-Identifier: Apache-2.0
// Whether an HTTP answer is as it should be, and what it tells. [pure] Role: the judgement, apart from all waiting.
#pragma once

#include <string>

#include "core/outcome.hpp"
#include "fetch/response.hpp"
#include "options/http.hpp"
#include "stats/readings.hpp"

namespace reachd::probe {

/// Whether it is worth looking at its body.
bool status_fits(const fetch::response& got, const options::http& wanted);
/// Why it is not; empty: it is.
std::string problem_of(const fetch::response& got, const options::http& wanted);
/// The same without secrets of ours, which a server may repeat. On any thread; it may spoil the body.
std::string judge(fetch::response& got, const options::http& wanted);
/// Its status, version, size and redirects.
void add_answer(stats::readings& to, const fetch::response& got, unsigned redirects);

/// Of all hops together. A phase that no hop has is not told.
void add_phases(stats::readings& to, const fetch::phases& sum, core::nanoseconds lookups);
void add_up(fetch::phases& sum, const fetch::phases& more);

/// As which outcome a failed request ends, and by which errno; mismatch when it was answered, if badly.
core::probe_result describe_failure(const fetch::failure& why);

}  // namespace reachd::probe
