// SPDX-License-Identifier: Apache-2.0
// Opening an ICMP socket: which kind the kernel grants, and how it is set up. Role: filters, error queue, buffers and
// time stamps are in place before the first packet is looked at. Owner: the caller owns what it gets.
#pragma once

#include <cstdint>

#include "core/address.hpp"
#include "core/error.hpp"
#include "core/unique_fd.hpp"
#include "icmp/binding.hpp"

namespace reachd::icmp {

enum class socket_kind : std::uint8_t { raw, ping };

struct icmp_socket_options {
  std::uint16_t ident = 0;     // a ping socket gets its own from the kernel
  int buffer_bytes = 8 << 20;  // asked for, each way; see icmp_socket::receive_buffer()
};

struct opened_icmp {
  core::unique_fd fd;
  core::family family = core::family::v4;
  socket_kind kind = socket_kind::raw;
  std::uint16_t ident = 0;
};

/// Whether this machine has the source and the interface now: a socket that was bound before does not notice.
bool is_here(const binding& to);

/// A raw socket, or a ping socket where raw is refused. Error: what is missing and how to get it; code EAFNOSUPPORT
/// when the kernel lacks the family, EPERM or EACCES when both kinds are refused, ENODEV or EADDRNOTAVAIL when this
/// machine does not have what it is bound to.
core::result<opened_icmp> open_icmp(const binding& to, const icmp_socket_options& options);

}  // namespace reachd::icmp
