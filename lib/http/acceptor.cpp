// SPDX-License-Identifier: Apache-2.0
#include "http/acceptor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "http/socket_file.hpp"

namespace reachd::http {
namespace {

constexpr auto longest_rest = std::chrono::milliseconds(100);

core::unique_fd open_reserve() { return core::unique_fd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool out_of_resources(int code) { return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM; }

/// Errors of the connection that was pending, not of the listening socket: accept(2) says to try again.
bool concerns_peer(int code) {
  switch (code) {
    case ECONNABORTED:
    case EINTR:
    case EPROTO:
    case EPERM:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
      return true;
    default:
      return false;
  }
}

}  // namespace

acceptor::acceptor(uv::loop& on) : loop_(&on), reserve_(open_reserve()) {}

void acceptor::add(listen_socket opened) {
  auto readable = std::make_unique<uv::wake_on_readable>(*loop_, opened.fd.get());
  if (!resting_) readable->start();
  const bool local = is_unix_socket(opened.fd.get());
  listeners_.push_back(listener{std::move(opened), std::move(readable), local});
}

void acceptor::close() {
  async::timer_wheel::remove(*this);
  for (listener& source : listeners_) source.readable.reset();
  listeners_.clear();
}

bool acceptor::take() {
  bool any = false;
  for (listener& source : listeners_) any = source.readable->take() || any;
  return any;
}

bool acceptor::pending() const {
  for (const listener& source : listeners_) {
    pollfd asked{.fd = source.socket.fd.get(), .events = POLLIN, .revents = 0};
    if (::poll(&asked, 1, 0) > 0) return true;
  }
  return false;
}

acceptor::taken acceptor::accept(bool by_tcp, bool by_control_socket) {
  for (const listener& source : listeners_) {
    if (!(source.is_control_socket ? by_control_socket : by_tcp)) continue;
    taken next = accept_from(source);
    if (next.fd || next.exhausted) return next;
  }
  return {};
}

acceptor::taken acceptor::accept_from(const listener& source) {
  taken next;
  next.by_control_socket = source.is_control_socket;
  for (;;) {
    next.from.length = sizeof next.from.storage;
    next.fd.reset(::accept4(source.socket.fd.get(), reinterpret_cast<sockaddr*>(&next.from.storage), &next.from.length,
                            SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (next.fd) return next;
    const int code = errno;
    if (concerns_peer(code)) continue;
    if (!out_of_resources(code)) return next;
    if (!reserve_) {
      next.exhausted = true;
      return next;
    }
    reserve_.reset();
  }
}

void acceptor::rest() {
  if (!std::exchange(resting_, true))
    for (listener& source : listeners_) source.readable->stop();
  loop_->scheduler().wheel().add(*this, loop_->scheduler().now() + longest_rest);
}

void acceptor::refill_reserve() {
  if (!reserve_) reserve_ = open_reserve();
}

void acceptor::go_on() {
  refill_reserve();
  if (!std::exchange(resting_, false)) return;
  async::timer_wheel::remove(*this);
  for (listener& source : listeners_) source.readable->start();
}

}  // namespace reachd::http
