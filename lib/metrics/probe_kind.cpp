// SPDX-License-Identifier: Apache-2.0
#include "metrics/probe_kind.hpp"

#include <array>
#include <cerrno>

namespace reachd::metrics {
namespace {

using enum core::outcome;

constexpr std::array icmp_outcomes = {reply, lost, unreachable, local_error, stopped};
constexpr std::array all_outcomes = {reply, lost, unreachable, refused, mismatch, local_error, stopped};
constexpr std::array exec_outcomes = {reply, lost, mismatch, local_error, stopped};

constexpr known_errno errno_label(int value, std::string_view name) { return {value, label_text("errno", name)}; }

// sendmsg(2) on a raw or ping socket: raw(7), ip(7), netfilter (EPERM), a full queue (ENOBUFS, EAGAIN).
constexpr std::array icmp_errnos = {
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
constexpr std::array connect_errnos = {
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
// fork(2), execve(2) and pipe(2); ENODATA: the program says that it does not know; ETIMEDOUT: its start did not come
// back in time, and EBUSY: an earlier one still has not.
constexpr std::array exec_errnos = {
    errno_label(ENOENT, "ENOENT"), errno_label(EACCES, "EACCES"),   errno_label(ENOEXEC, "ENOEXEC"),
    errno_label(EAGAIN, "EAGAIN"), errno_label(ENOMEM, "ENOMEM"),   errno_label(EMFILE, "EMFILE"),
    errno_label(ENFILE, "ENFILE"), errno_label(ENODATA, "ENODATA"), errno_label(ETIMEDOUT, "ETIMEDOUT"),
    errno_label(EBUSY, "EBUSY"),
};

/// In the order of options::kind.
constexpr std::array<probe_kind, options::kind_count> shapes = {{
    {"icmp", icmp_outcomes, icmp_errnos, false, true},
    {"tcp", all_outcomes, connect_errnos, true, false},
    {"http", all_outcomes, connect_errnos, false, false},
    {"exec", exec_outcomes, exec_errnos, false, false},
    {"dns", all_outcomes, connect_errnos, false, false},
}};

}  // namespace

const probe_kind& shape_of(options::kind probed) { return shapes[options::index_of(probed)]; }

}  // namespace reachd::metrics
