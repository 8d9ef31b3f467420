// SPDX-License-Identifier: Apache-2.0
#include "daemon/self_numbers.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using reachd::core::stamp_source;
using reachd::icmp::direction;
using reachd::icmp::reject_reason;

TEST_CASE("every number of the pinger arrives under its own name") {
  reachd::icmp::counters from;
  for (std::size_t i = 0; i < reachd::icmp::reject_reason_count; ++i) from.rejected[i] = i + 1;
  from.add(direction::send, stamp_source::kernel);
  from.stamps[1] = {0, 20, 30};
  from.receive_queue_drops = 9;
  reachd::metrics::self_numbers into;
  reachd::daemon::fill_echo_numbers(into, from);
  CHECK(into.rejected.source == from.of(reject_reason::source));
  CHECK(into.rejected.checksum == from.of(reject_reason::checksum));
  CHECK(into.rejected.code == from.of(reject_reason::code));
  CHECK(into.rejected.too_short == from.of(reject_reason::short_packet));
  CHECK(into.rejected.token == from.of(reject_reason::token));
  CHECK(into.rejected.stale == from.of(reject_reason::stale));
  CHECK(into.rejected.icmp_error == from.of(reject_reason::icmp_error));
  CHECK(into.stamps.send_kernel == 1);
  CHECK(into.stamps.send_user == 0);
  CHECK(into.stamps.receive_kernel == 20);
  CHECK(into.stamps.receive_user == 30);
  CHECK(into.receive_queue_drops == 9);
}

TEST_CASE("every number of the resolver and the server arrives under its own name") {
  reachd::uv::resolver_statistics names;
  names.lookups = 1;
  names.failures = 2;
  names.time = 3s;
  names.in_flight = 4;
  names.queued = 5;
  reachd::http::counters web;
  web.answers = {0, 0, 6, 7, 8, 9};
  web.open = 10;
  reachd::metrics::self_numbers into;
  reachd::daemon::fill_resolver_numbers(into, names);
  reachd::daemon::fill_web_numbers(into, web);
  CHECK(into.resolver.lookups == 1);
  CHECK(into.resolver.failures == 2);
  CHECK(into.resolver.lookup_time == 3s);
  CHECK(into.resolver.in_flight == 4);
  CHECK(into.resolver.queued == 5);
  CHECK(into.web_answers == web.answers);
  CHECK(into.web_connections == 10);
}
