// SPDX-License-Identifier: Apache-2.0
// From the statistics of the parts to the numbers on the page. Role: the one place that knows both sides.
#pragma once

#include "http/counters.hpp"
#include "icmp/counters.hpp"
#include "metrics/self_numbers.hpp"
#include "uv/resolver.hpp"

namespace reachd::daemon {

void fill_echo_numbers(metrics::self_numbers& into, const icmp::counters& from);
void fill_resolver_numbers(metrics::self_numbers& into, const uv::resolver_statistics& from);
void fill_web_numbers(metrics::self_numbers& into, const http::counters& from);

}  // namespace reachd::daemon
