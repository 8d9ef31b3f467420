// SPDX-License-Identifier: Apache-2.0
// The names on the metrics page. Role: the one table of families, in page order, with type and HELP text.
// Invariant: no name is in both tables, so that the two texts of a page can follow each other. A HELP text is one
// plain line without a backslash: prometheus-cpp writes it as it is.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace reachd::metrics {

enum class metric_type : std::uint8_t { counter, gauge, histogram, summary };
inline constexpr std::array<std::string_view, 4> metric_type_names = {"counter", "gauge", "histogram", "summary"};
constexpr std::string_view name_of(metric_type value) { return metric_type_names[static_cast<std::size_t>(value)]; }

struct family {
  std::string_view name;
  metric_type type;
  std::string_view help;
};

/// Families with one or more samples for each target, all labelled `target` and `probe`.
enum class target_family : std::uint8_t {
  up,
  state,
  probes_sent,
  probes_ended,
  probes_in_flight,
  probes_skipped,
  rtt,
  rtt_last,
  jitter,
  rtt_min,
  rtt_max,
  rtt_stddev,
  delay_variation,
  reply_ttl,
  reply_ttl_changes,
  replies_late,
  replies_late_rtt,
  replies_duplicate,
  local_errors,
  state_changes,
  last_state_change,
  tcp_syn_retransmits,
  phase,
  http_status_code,
  http_version,
  http_redirects,
  http_body_bytes,
  tls_not_after,
  tls_verified,
  tls_expiring,
  exec_status,
  exec_warning,
  exec_perfdata,
  dns_rcode,
  dns_answers,
  dns_answer_ttl,
  dns_soa_serial,
  burst_loss,
  info,
};
inline constexpr std::size_t target_family_count = 39;
inline constexpr std::array<family, target_family_count> target_families = {{
    {"reachd_up", metric_type::gauge,
     "Whether the target is reachable: 1 up, 0 down; absent while unknown, unresolved or paused."},
    {"reachd_state", metric_type::gauge, "1 for the current state of the target, 0 for the others."},
    {"reachd_probes_sent_total", metric_type::counter, "Probes begun, counted before the system call."},
    {"reachd_probes_ended_total", metric_type::counter, "Probes ended, each exactly once, by outcome."},
    {"reachd_probes_in_flight", metric_type::gauge, "Probes begun and not yet ended."},
    {"reachd_probes_skipped_total", metric_type::counter, "Probes that were due but not begun."},
    {"reachd_rtt_seconds", metric_type::histogram, "Round-trip times of the probes that ended as reply."},
    {"reachd_rtt_last_seconds", metric_type::gauge,
     "Latest round-trip time; absent until measured and while the target is not up."},
    {"reachd_jitter_seconds", metric_type::gauge,
     "Interarrival jitter of the round-trip times as in RFC 3550; absent until measured and while not up."},
    {"reachd_rtt_min_seconds", metric_type::gauge, "Smallest round-trip time of the window; absent without a reply."},
    {"reachd_rtt_max_seconds", metric_type::gauge, "Largest round-trip time of the window; absent without a reply."},
    {"reachd_rtt_stddev_seconds", metric_type::gauge,
     "Standard deviation of the round-trip times of the window; absent without a reply."},
    {"reachd_delay_variation_seconds", metric_type::gauge,
     "PDV as in RFC 5481: 99th percentile of the round-trip times of the window less the smallest."},
    {"reachd_reply_ttl", metric_type::gauge, "TTL or hop limit in the IP header of the latest reply."},
    {"reachd_reply_ttl_changes_total", metric_type::counter,
     "How often the TTL of a reply was another than that of the one before: the path has changed."},
    {"reachd_replies_late_total", metric_type::counter,
     "First replies that came after the deadline of their probe, which they do not change."},
    {"reachd_replies_late_rtt_seconds_total", metric_type::counter,
     "Round-trip times of the late replies, added up: divided by their number it is the mean."},
    {"reachd_replies_duplicate_total", metric_type::counter, "Replies to a probe after its first one."},
    {"reachd_local_errors_total", metric_type::counter, "Probes that could not be sent or started here, by errno."},
    {"reachd_state_changes_total", metric_type::counter, "Changes of the state of the target."},
    {"reachd_last_state_change_timestamp_seconds", metric_type::gauge,
     "When the state last changed, in seconds since the epoch; absent before the first change."},
    {"reachd_tcp_syn_retransmits_total", metric_type::counter, "SYN segments that the kernel sent again."},
    {"reachd_phase_seconds", metric_type::gauge,
     "How long the phases of the latest probe took; of a name that is looked up also the latest lookup."},
    {"reachd_http_status_code", metric_type::gauge, "Status code of the latest answer; absent without one."},
    {"reachd_http_version", metric_type::gauge, "Version of HTTP that the latest answer came in: 1, 1.1 or 2."},
    {"reachd_http_redirects", metric_type::gauge, "Redirects that the latest probe followed."},
    {"reachd_http_body_bytes", metric_type::gauge, "Size of the body of the latest answer, unpacked."},
    {"reachd_tls_not_after_timestamp_seconds", metric_type::gauge,
     "When the first certificate of the chain ends that the server showed, in seconds since the epoch."},
    {"reachd_tls_verified", metric_type::gauge,
     "Whether the certificate could be verified: 1 with reason ok, else 0 with the reason."},
    {"reachd_tls_expiring", metric_type::gauge,
     "1: a certificate of the chain ends sooner than warn_before; absent where that is not configured."},
    {"reachd_exec_exit_status", metric_type::gauge, "Exit status of the program; absent when a signal ended it."},
    {"reachd_exec_warning", metric_type::gauge, "1: the program answered with a warning (exit status 1)."},
    {"reachd_exec_perfdata", metric_type::gauge,
     "Performance data of the program, by label and unit as it wrote them."},
    {"reachd_dns_rcode", metric_type::gauge, "Response code of the latest answer: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN."},
    {"reachd_dns_answer_records", metric_type::gauge, "Records in the answer section of the latest answer."},
    {"reachd_dns_answer_ttl_seconds", metric_type::gauge, "Least TTL of these records; absent when there are none."},
    {"reachd_dns_soa_serial", metric_type::gauge, "Serial of the SOA record in the latest answer."},
    {"reachd_burst_loss_ratio", metric_type::gauge,
     "Failed probes of the latest whole burst, of those that were measured; absent without bursts."},
    {"reachd_target_info", metric_type::gauge, "Always 1: address, group and own labels of the target."},
}};
constexpr const family& family_of(target_family which) { return target_families[static_cast<std::size_t>(which)]; }

/// Families of the daemon itself.
enum class own_family : std::uint8_t {
  build_info,
  config_last_reload_successful,
  config_last_reload_success,
  targets,
  loop_lag,
  send_lateness,
  gaps,
  gap_seconds,
  state_saved,
  state_save_errors,
  uplink_up,
  replies_rejected,
  receive_queue_drops,
  stamps,
  resolver_lookups,
  resolver_failures,
  resolver_in_flight,
  resolver_queued,
  resolver_lookup,
  web_requests,
  web_connections,
  exec_unkillable,
  process_cpu,
  process_resident_memory,
  process_virtual_memory,
  process_open_fds,
  process_max_fds,
  process_start_time,
  process_threads,
};
inline constexpr std::size_t own_family_count = 29;
inline constexpr std::array<family, own_family_count> own_families = {{
    {"reachd_build_info", metric_type::gauge, "Always 1: what this program was built from and with."},
    {"reachd_config_last_reload_successful", metric_type::gauge,
     "Whether the latest attempt to load the configuration succeeded."},
    {"reachd_config_last_reload_success_timestamp_seconds", metric_type::gauge,
     "When the configuration was last loaded with success, in seconds since the epoch."},
    {"reachd_targets", metric_type::gauge, "Targets known to the daemon, paused ones included."},
    {"reachd_loop_lag_seconds", metric_type::histogram, "How late the turns of the event loop began."},
    {"reachd_send_lateness_seconds", metric_type::histogram, "How long after their due time probes were begun."},
    {"reachd_gaps_total", metric_type::counter,
     "Times in which nothing was measured because the process stood still, the machine was suspended or the daemon was "
     "restarted, by reason."},
    {"reachd_gap_seconds_total", metric_type::counter, "How long these were together, by reason."},
    {"reachd_state_saved_timestamp_seconds", metric_type::gauge,
     "When the state of the targets was last saved, in seconds since the epoch; absent before that."},
    {"reachd_state_save_errors_total", metric_type::counter, "How often the state could not be saved."},
    {"reachd_uplink_up", metric_type::gauge,
     "Whether our own way out works: 1 up, 0 down; absent where there is none or it is not judged."},
    {"reachd_replies_rejected_total", metric_type::counter,
     "Packets received with our ident that are no reply to a probe, not even a late or a second one, by reason."},
    {"reachd_receive_queue_drops_total", metric_type::counter,
     "Packets that the kernel dropped because a receive queue of ours was full."},
    {"reachd_stamps_total", metric_type::counter, "Time stamps used, by direction and by who took them."},
    {"reachd_resolver_lookups_total", metric_type::counter, "Name lookups ended, failed ones included."},
    {"reachd_resolver_failures_total", metric_type::counter, "Name lookups that gave no address."},
    {"reachd_resolver_in_flight", metric_type::gauge, "Name lookups running now."},
    {"reachd_resolver_queued", metric_type::gauge, "Name lookups waiting for a free slot."},
    {"reachd_resolver_lookup_seconds", metric_type::summary, "Time that name lookups took, waiting not included."},
    {"reachd_web_requests_total", metric_type::counter, "HTTP requests answered, by class of the status code."},
    {"reachd_web_connections", metric_type::gauge, "HTTP connections open now."},
    {"reachd_exec_unkillable", metric_type::gauge,
     "Programs of exec probes that were killed and have not ended: they hang in the kernel or run as another user."},
    {"process_cpu_seconds_total", metric_type::counter, "Total user and system CPU time spent in seconds."},
    {"process_resident_memory_bytes", metric_type::gauge, "Resident memory size in bytes."},
    {"process_virtual_memory_bytes", metric_type::gauge, "Virtual memory size in bytes."},
    {"process_open_fds", metric_type::gauge, "Number of open file descriptors."},
    {"process_max_fds", metric_type::gauge, "Maximum number of open file descriptors."},
    {"process_start_time_seconds", metric_type::gauge, "Start time of the process since the epoch in seconds."},
    {"process_threads", metric_type::gauge, "Number of threads of the process."},
}};
constexpr const family& family_of(own_family which) { return own_families[static_cast<std::size_t>(which)]; }

}  // namespace reachd::metrics
