// SPDX-License-Identifier: Apache-2.0
// A finding as metrics by the names of Prometheus' blackbox exporter (0.23), so that its dashboards and alerts go on.
// [pure] Role: which of them there are in which case is told by running that exporter beside it
// (tests/service/blackbox_compare_test.py).
#pragma once

#include "blackbox/finding.hpp"
#include "blackbox/gauges.hpp"
#include "options/blackbox.hpp"

namespace reachd::blackbox {

gauges samples_of(const options::probe_module& by, const finding& got);

/// FNV-1a of its bytes, 32 bits: another number is another address.
std::uint32_t hash_of(const core::address& one);

}  // namespace reachd::blackbox
