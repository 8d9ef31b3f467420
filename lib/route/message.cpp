// SPDX-License-Identifier: Apache-2.0
#include "route/message.hpp"

#include <linux/netlink.h>

#include <cerrno>

namespace reachd::route {

std::optional<message> message_reader::next() {
  if (rest_.empty()) return std::nullopt;
  const auto header = load<nlmsghdr>(rest_);
  if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > rest_.size()) {
    broken_ = true;
    rest_ = {};
    return std::nullopt;
  }
  const byte_span payload = rest_.first(header->nlmsg_len).subspan(sizeof(nlmsghdr));
  rest_ = after(rest_, header->nlmsg_len);
  return message{
      .type = header->nlmsg_type, .flags = header->nlmsg_flags, .sequence = header->nlmsg_seq, .payload = payload};
}

std::optional<int> closing_error(const message& closing) {
  if (closing.type != NLMSG_ERROR && closing.type != NLMSG_DONE) return std::nullopt;
  const auto negative = load<int>(closing.payload);
  if (negative) return -*negative;
  // Old kernels end a dump without a number.
  return closing.type == NLMSG_DONE ? 0 : EBADMSG;
}

}  // namespace reachd::route
