// SPDX-License-Identifier: Apache-2.0
#include "route/default_dump.hpp"

#include <linux/rtnetlink.h>

#include <cerrno>
#include <utility>

#include "route/request.hpp"
#include "route/ways.hpp"

namespace reachd::route {
namespace {

constexpr int datagrams_a_step = 4;
// A table that keeps changing is taken as it is after so many; each change of a default route is told besides.
constexpr int most_attempts = 3;

/// The kernel has no such family, or made no main table yet: no routes.
bool means_none(int error) { return error == 0 || error == ENOENT || error == EOPNOTSUPP || error == EAFNOSUPPORT; }

}  // namespace

core::result<void> default_dump::begin() {
  // A dump that was given up would make the kernel refuse the next one on its socket.
  if (running_ || !socket_) {
    running_ = false;
    socket_.reset();
    auto socket = netlink_socket::open(waiting::last_resort);
    if (!socket) return std::unexpected(socket.error());
    socket_.emplace(std::move(*socket));
  }
  found_ = {};
  attempts_ = 0;
  reading_ = core::family::v4;
  return ask();
}

core::result<void> default_dump::ask() {
  interrupted_ = false;
  found().clear();
  auto sent = socket_->send(main_routes(reading_, ++sequence_));
  running_ = sent.has_value();
  if (!sent) socket_.reset();
  return sent;
}

core::result<bool> default_dump::step() {
  for (int i = 0; i < datagrams_a_step && running_; ++i) {
    const auto datagram = socket_->receive();
    auto done = datagram ? read(*datagram) : std::unexpected(datagram.error());
    if (!done) {
      running_ = false;
      socket_.reset();
      return done;
    }
    if (*done) return true;
  }
  return !running_;
}

core::result<bool> default_dump::read(byte_span datagram) {
  message_reader reader(datagram);
  while (const auto next = reader.next()) {
    if (next->sequence != sequence_) continue;
    interrupted_ = interrupted_ || (next->flags & NLM_F_DUMP_INTR) != 0;
    if (const auto error = closing_error(*next)) return close(*error);
    keep(*next);
  }
  return false;
}

core::result<bool> default_dump::close(int error) {
  if (!means_none(error)) return std::unexpected(core::error::from_errno("netlink: read the routes", error));
  if (!interrupted_ || ++attempts_ == most_attempts) {
    if (reading_ == core::family::v6) {
      running_ = false;
      return true;
    }
    reading_ = core::family::v6;
    attempts_ = 0;
  }
  if (auto asked = ask(); !asked) return std::unexpected(asked.error());
  return false;
}

void default_dump::keep(const message& told) {
  if (told.type != RTM_NEWROUTE || !tells_of_default_route(told.payload)) return;
  const auto entry = parse_route(told.payload);
  // A kernel without the family answers with the routes of all others.
  if (!entry || entry->family != reading_) return;
  auto way = default_way_of(*entry);
  if (way && found().size() < ways::limit) found().push_back(std::move(*way));
}

std::vector<default_way> default_dump::take(core::family family) {
  return std::exchange(found_[static_cast<std::size_t>(family)], {});
}

}  // namespace reachd::route
