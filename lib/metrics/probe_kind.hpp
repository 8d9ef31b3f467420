// SPDX-License-Identifier: Apache-2.0
// What the metrics of one kind of probe look like. Role: says which outcomes and errnos are on the page from 0 on, so
// that a rate over them begins with the first error. Others appear when they have occurred.
#pragma once

#include <array>
#include <cerrno>
#include <span>
#include <string_view>

#include "core/outcome.hpp"
#include "metrics/label_text.hpp"

namespace reachd::metrics {

struct known_errno {
  int value;
  label_text label;
};

struct probe_kind {
  std::string_view name;  // the `probe` label
  std::span<const core::outcome> outcomes;
  std::span<const known_errno> errnos;
  bool counts_syn_retransmits;
  bool counts_extra_replies;  // late ones and duplicates
};

namespace detail {

inline constexpr std::array icmp_outcomes = {core::outcome::reply, core::outcome::lost, core::outcome::unreachable,
                                             core::outcome::local_error, core::outcome::stopped};
inline constexpr std::array tcp_outcomes = {core::outcome::reply,   core::outcome::lost,     core::outcome::unreachable,
                                            core::outcome::refused, core::outcome::mismatch, core::outcome::local_error,
                                            core::outcome::stopped};

constexpr known_errno errno_label(int value, std::string_view name) { return {value, label_text("errno", name)}; }

// sendmsg(2) on a raw or ping socket: raw(7), ip(7), netfilter (EPERM), a full queue (ENOBUFS, EAGAIN).
inline constexpr std::array icmp_errnos = {
    errno_label(EPERM, "EPERM"),
    errno_label(EACCES, "EACCES"),
    errno_label(ENOBUFS, "ENOBUFS"),
    errno_label(ENETUNREACH, "ENETUNREACH"),
    errno_label(EHOSTUNREACH, "EHOSTUNREACH"),
    errno_label(EMSGSIZE, "EMSGSIZE"),
    errno_label(EINVAL, "EINVAL"),
    errno_label(EAGAIN, "EAGAIN"),
    errno_label(EAFNOSUPPORT, "EAFNOSUPPORT"),
};
// socket(2) and connect(2): no descriptor, no local port, a firewall or routing table that says no.
inline constexpr std::array tcp_errnos = {
    errno_label(EPERM, "EPERM"),
    errno_label(EACCES, "EACCES"),
    errno_label(EMFILE, "EMFILE"),
    errno_label(ENFILE, "ENFILE"),
    errno_label(ENOBUFS, "ENOBUFS"),
    errno_label(EADDRNOTAVAIL, "EADDRNOTAVAIL"),
    errno_label(ENETUNREACH, "ENETUNREACH"),
    errno_label(EHOSTUNREACH, "EHOSTUNREACH"),
    errno_label(EAFNOSUPPORT, "EAFNOSUPPORT"),
};

}  // namespace detail

inline constexpr probe_kind icmp_kind = {"icmp", detail::icmp_outcomes, detail::icmp_errnos, false, true};
inline constexpr probe_kind tcp_kind = {"tcp", detail::tcp_outcomes, detail::tcp_errnos, true, false};

}  // namespace reachd::metrics
