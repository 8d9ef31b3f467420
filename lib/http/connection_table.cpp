// SPDX-License-Identifier: Apache-2.0
#include "http/connection_table.hpp"

#include <algorithm>
#include <utility>

namespace reachd::http {
namespace {

constexpr auto stalled_after = std::chrono::seconds(1);

}  // namespace

connection& connection_table::add(std::unique_ptr<connection> opened) {
  return *connections_.emplace_back(std::move(opened));
}

void connection_table::remove(const connection& closed) {
  std::erase_if(connections_, [&](const auto& known) { return known.get() == &closed; });
}

std::size_t connection_table::staying(bool by_control_socket) const {
  const auto count = std::ranges::count_if(connections_, [by_control_socket](const auto& known) {
    return !known->closing() && known->by_control_socket() == by_control_socket;
  });
  return static_cast<std::size_t>(count);
}

std::size_t connection_table::waiting_from(const core::address& peer) const {
  const auto count = std::ranges::count_if(
      connections_, [&](const auto& known) { return known->waits_for_request() && known->peer() == peer; });
  return static_cast<std::size_t>(count);
}

connection* connection_table::victim(core::instant now) const {
  connection* greediest = nullptr;
  connection* stalled = nullptr;
  std::size_t most = 0;
  for (const auto& known : connections_) {
    if (known->closing() || !known->waits_for_client() || known->by_control_socket()) continue;
    if (!known->waits_for_request()) {
      const bool longest = stalled == nullptr || known->since() < stalled->since();
      if (longest && now - known->since() >= stalled_after) stalled = known.get();
      continue;
    }
    const std::size_t count = waiting_from(known->peer());
    const bool older = greediest != nullptr && count == most && known->since() < greediest->since();
    if (count > most || older) {
      greediest = known.get();
      most = count;
    }
  }
  return greediest != nullptr ? greediest : stalled;
}

void connection_table::close_waiting() {
  for (const auto& known : connections_)
    if (known->waits_for_request()) known->close();
}

void connection_table::dismiss(bool at_once) {
  for (const auto& known : connections_)
    if (!known->by_control_socket()) known->leave(at_once);
}

}  // namespace reachd::http
