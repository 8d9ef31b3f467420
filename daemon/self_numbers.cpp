// SPDX-License-Identifier: Apache-2.0
#include "daemon/self_numbers.hpp"

namespace reachd::daemon {

void fill_echo_numbers(metrics::self_numbers& into, const icmp::counters& from) {
  using core::stamp_source;
  using icmp::direction;
  using icmp::reject_reason;
  into.rejected.source = from.of(reject_reason::source);
  into.rejected.checksum = from.of(reject_reason::checksum);
  into.rejected.code = from.of(reject_reason::code);
  into.rejected.too_short = from.of(reject_reason::short_packet);
  into.rejected.token = from.of(reject_reason::token);
  into.rejected.stale = from.of(reject_reason::stale);
  into.rejected.icmp_error = from.of(reject_reason::icmp_error);
  into.stamps.send_kernel = from.of(direction::send, stamp_source::kernel);
  into.stamps.send_user = from.of(direction::send, stamp_source::user);
  into.stamps.receive_kernel = from.of(direction::receive, stamp_source::kernel);
  into.stamps.receive_user = from.of(direction::receive, stamp_source::user);
  into.receive_queue_drops = from.receive_queue_drops;
}

void fill_resolver_numbers(metrics::self_numbers& into, const uv::resolver_statistics& from) {
  into.resolver.lookups = from.lookups;
  into.resolver.failures = from.failures;
  into.resolver.in_flight = from.in_flight;
  into.resolver.queued = from.queued;
  into.resolver.lookup_time = from.time;
}

void fill_web_numbers(metrics::self_numbers& into, const http::counters& from) {
  into.web_answers = from.answers;
  into.web_connections = from.open;
}

}  // namespace reachd::daemon
