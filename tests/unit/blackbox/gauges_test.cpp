// SPDX-License-Identifier: Apache-2.0
#include "blackbox/gauges.hpp"

#include <doctest/doctest.h>

namespace reachd::blackbox {

TEST_CASE("families and samples are in order, each with its help and type") {
  gauges some;
  some.set("probe_b", "Second.", 1);
  some.set("probe_a", "First, by \\ and phase.", 0.25, {{"phase", "tls"}});
  some.set("probe_a", "First, by \\ and phase.", 1796259905, {{"phase", "connect"}});
  CHECK(some.text() ==
        "# HELP probe_a First, by \\\\ and phase.\n# TYPE probe_a gauge\n"
        "probe_a{phase=\"connect\"} 1796259905\nprobe_a{phase=\"tls\"} 0.25\n"
        "# HELP probe_b Second.\n# TYPE probe_b gauge\nprobe_b 1\n");
}

TEST_CASE("a sample is there once, with the value it got last") {
  gauges some;
  some.set("probe_a", "A.", 1);
  some.set("probe_a", "A.", 2);
  CHECK(some.text().ends_with("\nprobe_a 2\n"));
}

TEST_CASE("what a server writes into a label cannot end it") {
  gauges some;
  some.set("probe_a", "A.", 1, {{"subject", "a\"} 2\nb\\\xff"}, {"issuer", ""}});
  CHECK(some.text().ends_with("\nprobe_a{subject=\"a\\\"} 2\\nb\\\\\xef\xbf\xbd\",issuer=\"\"} 1\n"));
}

TEST_CASE("nothing is no text") { CHECK(gauges().text().empty()); }

}  // namespace reachd::blackbox
