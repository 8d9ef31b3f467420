// SPDX-License-Identifier: Apache-2.0
#include "route/request.hpp"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "route/bytes.hpp"

namespace reachd::route {
namespace {

constexpr std::uint8_t number_of(core::family family) { return family == core::family::v4 ? AF_INET : AF_INET6; }
constexpr std::size_t size_of(core::family family) { return family == core::family::v4 ? 4 : 16; }

template <plain Body>
request begin(std::uint16_t type, std::uint16_t flags, std::uint32_t sequence, const Body& body) {
  request out;
  append(out, nlmsghdr{.nlmsg_len = 0,
                       .nlmsg_type = type,
                       .nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags),
                       .nlmsg_seq = sequence,
                       .nlmsg_pid = 0});
  append(out, body);
  return out;
}

/// Every value here is a multiple of four bytes long, so nothing is padded.
void attach(request& out, std::uint16_t type, byte_span value) {
  append(out, nlattr{.nla_len = static_cast<std::uint16_t>(sizeof(nlattr) + value.size()), .nla_type = type});
  out.insert(out.end(), value.begin(), value.end());
}
void attach(request& out, std::uint16_t type, std::uint32_t value) {
  attach(out, type, std::as_bytes(std::span(&value, 1)));
}
void attach(request& out, std::uint16_t type, const core::address& value) {
  attach(out, type, std::as_bytes(std::span(value.bytes())).first(size_of(value.family())));
}

request finish(request out) {
  const auto length = static_cast<std::uint32_t>(out.size());
  std::memcpy(out.data(), &length, sizeof length);
  return out;
}

}  // namespace

request main_routes(core::family family, std::uint32_t sequence) {
  rtmsg body{};
  body.rtm_family = number_of(family);
  body.rtm_table = RT_TABLE_MAIN;
  body.rtm_type = RTN_UNICAST;
  return finish(begin(RTM_GETROUTE, NLM_F_DUMP, sequence, body));
}

request route_to(const core::address& destination, const packet_binding& bound, std::uint32_t sequence) {
  rtmsg body{};
  body.rtm_family = number_of(destination.family());
  body.rtm_dst_len = static_cast<std::uint8_t>(8 * size_of(destination.family()));
  // IPv4 names the main table unless asked for the true one; IPv6 always names the true one and refuses to be asked.
  body.rtm_flags = RTM_F_FIB_MATCH | (destination.family() == core::family::v4 ? RTM_F_LOOKUP_TABLE : 0);
  if (bound.source) body.rtm_src_len = body.rtm_dst_len;
  request out = begin(RTM_GETROUTE, 0, sequence, body);
  attach(out, RTA_DST, destination);
  if (bound.source) attach(out, RTA_SRC, *bound.source);
  const std::uint32_t interface = bound.interface != 0 ? bound.interface : destination.scope_id();
  if (interface != 0) attach(out, RTA_OIF, interface);
  if (bound.mark != 0) attach(out, RTA_MARK, bound.mark);
  return finish(std::move(out));
}

request link_at(std::uint32_t interface, std::uint32_t sequence) {
  ifinfomsg body{};
  body.ifi_index = static_cast<int>(interface);
  request out = begin(RTM_GETLINK, 0, sequence, body);
  attach(out, IFLA_EXT_MASK, std::uint32_t{RTEXT_FILTER_SKIP_STATS});
  return finish(std::move(out));
}

request neighbour_at(std::uint32_t interface, const core::address& neighbour, std::uint32_t sequence) {
  ndmsg body{};
  body.ndm_family = number_of(neighbour.family());
  body.ndm_ifindex = static_cast<int>(interface);
  request out = begin(RTM_GETNEIGH, 0, sequence, body);
  attach(out, NDA_DST, neighbour);
  return finish(std::move(out));
}

}  // namespace reachd::route
