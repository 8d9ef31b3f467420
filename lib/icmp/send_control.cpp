// SPDX-License-Identifier: Apache-2.0
#include "icmp/send_control.hpp"

#include <netinet/in.h>

#include <cstring>

namespace reachd::icmp {

send_control::send_control(core::family family, std::uint8_t ttl, std::uint8_t traffic_class) {
  const bool v4 = family == core::family::v4;
  const int level = v4 ? SOL_IP : SOL_IPV6;
  if (ttl != 0) add(level, v4 ? IP_TTL : IPV6_HOPLIMIT, ttl);
  if (traffic_class != 0) add(level, v4 ? IP_TOS : IPV6_TCLASS, traffic_class);
}

void send_control::add(int level, int type, int value) {
  cmsghdr head{};
  head.cmsg_level = level;
  head.cmsg_type = type;
  head.cmsg_len = CMSG_LEN(sizeof value);
  std::memcpy(bytes_.data() + size_, &head, sizeof head);
  std::memcpy(bytes_.data() + size_ + CMSG_LEN(0), &value, sizeof value);
  size_ += CMSG_SPACE(sizeof value);
}

msghdr send_control::message() const {
  msghdr out{};
  out.msg_control = const_cast<std::byte*>(bytes_.data());
  out.msg_controllen = size_;
  return out;
}

}  // namespace reachd::icmp
