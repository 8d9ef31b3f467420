// SPDX-License-Identifier: Apache-2.0
#include "route/questions.hpp"

#include <cerrno>

namespace reachd::route {
namespace {

std::unexpected<core::error> not_understood(const char* what) {
  return std::unexpected(
      core::error(std::string("netlink: the kernel's answer about ") + what + " makes no sense", EBADMSG));
}

std::unexpected<core::error> refused(const char* what, int error) {
  return std::unexpected(core::error::from_errno(std::string("netlink: ask for ") + what, error));
}

}  // namespace

core::result<questions> questions::open() {
  auto socket = netlink_socket::open(waiting::last_resort);
  if (!socket) return std::unexpected(socket.error());
  return questions(std::move(*socket));
}

core::result<questions::answer> questions::ask(const request& question) {
  if (auto sent = socket_.send(question); !sent) return std::unexpected(sent.error());
  // Answers to earlier questions, which came too late, are passed by.
  constexpr int most_datagrams = 16;
  for (int i = 0; i < most_datagrams; ++i) {
    const auto datagram = socket_.receive();
    if (!datagram) return std::unexpected(datagram.error());
    message_reader reader(*datagram);
    while (const auto next = reader.next()) {
      if (next->sequence != sequence_) continue;
      return answer{.error = closing_error(*next).value_or(0), .told = *next};
    }
  }
  return not_understood("anything");
}

core::result<link_state> questions::link(std::uint32_t interface) {
  const auto got = ask(link_at(interface, ++sequence_));
  if (!got) return std::unexpected(got.error());
  if (got->error == ENODEV) return link_state{.interface = interface};
  if (got->error != 0) return refused("a link", got->error);
  auto link = parse_link(got->told.payload);
  if (!link) return not_understood("a link");
  return std::move(*link);
}

core::result<neighbour> questions::neighbour(std::uint32_t interface, const core::address& address) {
  const auto got = ask(neighbour_at(interface, address, ++sequence_));
  if (!got) return std::unexpected(got.error());
  if (got->error == ENOENT || got->error == ENODEV) {
    return route::neighbour{.interface = interface, .address = address};
  }
  if (got->error != 0) return refused("a neighbour", got->error);
  const auto neighbour = parse_neighbour(got->told.payload);
  if (!neighbour) return not_understood("a neighbour");
  return *neighbour;
}

core::result<way> questions::way_to(const core::address& destination, const packet_binding& bound) {
  const auto got = ask(route_to(destination, bound, ++sequence_));
  if (!got) return std::unexpected(got.error());
  if (got->error != 0) return way{.kind = way_kind::none, .errno_value = got->error};
  const auto entry = parse_route(got->told.payload);
  if (!entry) return not_understood("a route");
  return way_by(*entry);
}

}  // namespace reachd::route
