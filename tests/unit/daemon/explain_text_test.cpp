// SPDX-License-Identifier: Apache-2.0
#include "daemon/explain_text.hpp"

#include <doctest/doctest.h>

using namespace reachd;

TEST_CASE("each value has its line, or a dash where it is built in") {
  const config::explanation of{{"/a.yaml", 7, 5},
                               "gw",
                               {{"host", "192.0.2.1", {"/a.yaml", 7, 12}, "target"},
                                {"interval", "10s", {"/b.yaml", 3, 15}, "template 'wan'"},
                                {"up_after", "2", {}, "built in"}}};
  CHECK(daemon::file_text(of) ==
        "gw at /a.yaml:7:5\n"
        "  host      192.0.2.1  /a.yaml:7:12  target\n"
        "  interval  10s        /b.yaml:3:15  template 'wan'\n"
        "  up_after  2          -             built in\n");
}

TEST_CASE("the running target: state, evidence, schedule and the last minute") {
  const std::string text = daemon::live_text(R"({"state":"down","since":"2026-01-01T00:00:03.000Z","state_changes":3,
    "address":"192.0.2.1","schedule":{"interval_seconds":1.5,"retry_seconds":0.2,"timeout_seconds":2,
    "next_probe":"2026-01-01T00:01:00.000Z"},
    "evidence":{"outcomes":"..uuu","first_lost":"2026-01-01T00:00:00.000Z","last_reply":null,
    "icmp_error":{"type":3,"code":1,"from":"192.0.2.254"},"problem":"the status is 503\n"},
    "counters":{"local_errors":{"ENODEV":312,"EPERM":1}},
    "answer":{"problem":"the status is 503\n","values":[{"name":"reachd_http_status_code","value":503.0},
    {"name":"reachd_phase_seconds","value":0.25,"labels":{"phase":"connect"}}]},
    "windows":{"1m":{"loss":{"share":0.25,"least":0.1,"most":0.5},"rtt":{"min_seconds":0.001,"p50_seconds":0.002,
    "p99_seconds":0.003,"max_seconds":0.0041}}}})");
  CHECK(
      text ==
      "running\n"
      "  state          down since 2026-01-01T00:00:03.000Z, 3 changes of state\n"
      "  address        192.0.2.1\n"
      "  schedule       every 1s500ms, every 200ms while undecided, timeout 2s; next probe 2026-01-01T00:01:00.000Z\n"
      "  last outcomes  ..uuu  (oldest first: . reply, x lost, u unreachable, r refused, m mismatch, e local error, s "
      "stopped)\n"
      "  first lost     2026-01-01T00:00:00.000Z\n"
      "  last reply     -\n"
      "  problem        the status is 503?\n"
      "  ICMP error     type 3 code 1 from 192.0.2.254\n"
      "  local errors   ENODEV 312, EPERM 1, in all\n"
      "  answer         http_status_code 503, phase_seconds{connect} 0.25\n"
      "  loss 1m        25.0 % (between 10.0 % and 50.0 %)\n"
      "  RTT 1m         min 1.000 ms, median 2.000 ms, p99 3.000 ms, max 4.100 ms\n");
}

TEST_CASE("of a name that is a target for each of its addresses: those") {
  CHECK(daemon::live_text(R"({"name":"db","targets":[]})") == "running\n  no address of it is known yet\n");
  CHECK(daemon::live_text(R"({"name":"db","targets":[
    {"name":"db/192.0.2.1","state":"up","since":"2026-01-01T00:00:03.000Z","rtt_seconds":0.001},
    {"name":"db/::1","state":"unknown","since":null,"rtt_seconds":null}]})") ==
        "running, a target for each address\n"
        "  db/192.0.2.1  up       2026-01-01T00:00:03.000Z  1.000 ms\n"
        "  db/::1        unknown  -                         -\n");
}

TEST_CASE("an answer that is not understood is shown as it is") { CHECK(daemon::live_text("{}") == "{}"); }
