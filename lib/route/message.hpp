// SPDX-License-Identifier: Apache-2.0
// Netlink messages. Role: one datagram from the kernel taken apart into its messages. Owner: views borrow the datagram.
// Source: netlink(7), linux/netlink.h.
#pragma once

#include <cstdint>
#include <optional>

#include "route/bytes.hpp"

namespace reachd::route {

struct message {
  std::uint16_t type = 0;      // RTM_* or NLMSG_*
  std::uint16_t flags = 0;     // NLM_F_*
  std::uint32_t sequence = 0;  // of the request it answers, 0 for a notification
  byte_span payload;
};

/// Usage: `while (const auto next = reader.next())`.
class message_reader {
 public:
  explicit message_reader(byte_span datagram) : rest_(datagram) {}

  /// nullopt at the end, or where a length cannot be true: what follows that is not looked at.
  std::optional<message> next();
  bool broken() const { return broken_; }

 private:
  byte_span rest_;
  bool broken_ = false;
};

/// What closes an answer: 0 for the end of a dump or an acknowledgement, else the errno of the kernel (EBADMSG where it
/// is cut short). nullopt: the message closes nothing.
std::optional<int> closing_error(const message& closing);

}  // namespace reachd::route
