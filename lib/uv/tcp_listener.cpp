// SPDX-License-Identifier: Apache-2.0
#include "uv/tcp_listener.hpp"

#include <netinet/in.h>

#include <utility>

#include "uv/status.hpp"

namespace reachd::uv {
namespace {

constexpr int backlog = 511;

handle<uv_tcp_t> make_tcp(loop& on, void* user) {
  return make_handle<uv_tcp_t>(user, [&](uv_tcp_t* raw) { return uv_tcp_init(on.raw(), raw); });
}

uv_stream_t* stream_of(const handle<uv_tcp_t>& tcp) { return reinterpret_cast<uv_stream_t*>(tcp.get()); }

}  // namespace

struct tcp_listener::state {
  explicit state(loop& on) : owner(&on), tcp(make_tcp(on, this)) {}

  loop* owner;
  handle<uv_tcp_t> tcp;
  accept_awaiter* waiter = nullptr;
  bool connection_there = false;  // libuv has accepted one that nobody has taken yet; it accepts no more meanwhile
};

tcp_listener::tcp_listener(std::unique_ptr<state> listening) : state_(std::move(listening)) {}
tcp_listener::tcp_listener(tcp_listener&&) noexcept = default;
tcp_listener& tcp_listener::operator=(tcp_listener&&) noexcept = default;
tcp_listener::~tcp_listener() = default;

core::result<tcp_listener> tcp_listener::listen(loop& on, const core::endpoint& at) {
  auto made = std::make_unique<state>(on);
  const core::socket_address local = at.to_socket_address();
  // One socket per family: "::" leaves 0.0.0.0 to a listener of its own.
  const unsigned flags = at.address.family() == core::family::v6 ? unsigned{UV_TCP_IPV6ONLY} : 0U;
  int status = uv_tcp_bind(made->tcp.get(), local.get(), flags);
  if (status == 0) status = uv_listen(stream_of(made->tcp), backlog, connection_came);
  if (status != 0) return std::unexpected(error_of("listen on " + at.to_string(), status));
  return tcp_listener(std::move(made));
}

void tcp_listener::connection_came(uv_stream_t* raw, int status) {
  auto& self = *static_cast<state*>(raw->data);
  if (status == 0) self.connection_there = true;
  if (self.waiter == nullptr) return;  // an error without a waiter is forgotten: the connection is gone anyway
  accept_awaiter& waiter = *std::exchange(self.waiter, nullptr);
  waiter.status_ = status;
  if (status == 0) waiter.take();
  waiter.complete();
}

std::uint16_t tcp_listener::port() const {
  sockaddr_storage bound{};
  int length = sizeof bound;
  uv_tcp_getsockname(state_->tcp.get(), reinterpret_cast<sockaddr*>(&bound), &length);
  // The port is at the same place in both families (RFC 3493 §3.3).
  return ntohs(reinterpret_cast<const sockaddr_in*>(&bound)->sin_port);
}

tcp_listener::accept_awaiter::accept_awaiter(state& from) : leaf(from.owner->ready()), state_(&from) {}

bool tcp_listener::accept_awaiter::start() {
  if (state_->connection_there) {
    take();
    return false;
  }
  state_->waiter = this;
  return true;
}

void tcp_listener::accept_awaiter::withdraw() noexcept {
  if (state_->waiter == this) state_->waiter = nullptr;
}

void tcp_listener::accept_awaiter::take() {
  state_->connection_there = false;
  accepted_ = make_tcp(*state_->owner, nullptr);
  status_ = uv_accept(stream_of(state_->tcp), stream_of(accepted_));
}

core::result<tcp_stream> tcp_listener::accept_awaiter::await_resume() {
  if (stopped()) return std::unexpected(stopped_error("accept"));
  if (status_ != 0) return std::unexpected(error_of("accept", status_));
  return tcp_stream(*state_->owner, std::move(accepted_));
}

}  // namespace reachd::uv
