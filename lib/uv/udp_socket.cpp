// SPDX-License-Identifier: Apache-2.0
#include "uv/udp_socket.hpp"

#include "uv/status.hpp"

namespace reachd::uv {

core::result<udp_socket> udp_socket::connect(loop& on, const core::endpoint& to) {
  auto made = make_handle<uv_udp_t>(nullptr, [&](uv_udp_t* raw) { return uv_udp_init(on.raw(), raw); });
  const auto address = to.to_socket_address();
  const int status = uv_udp_connect(made.get(), address.get());
  if (status != 0) return std::unexpected(error_of("connect", status));
  return udp_socket(on, std::move(made));
}

core::result<void> udp_socket::send(std::span<const std::byte> datagram) {
  // libuv takes no const bytes, and writes none.
  auto* const data = reinterpret_cast<char*>(const_cast<std::byte*>(datagram.data()));
  const uv_buf_t buffer = uv_buf_init(data, static_cast<unsigned>(datagram.size()));
  const int sent = uv_udp_try_send(udp_.get(), &buffer, 1, nullptr);
  if (sent < 0) return std::unexpected(error_of("send", sent));
  return {};
}

udp_socket::receive_awaiter::receive_awaiter(udp_socket& from, std::span<std::byte> into)
    : leaf(from.loop_->ready()), socket_(&from), into_(into) {}

bool udp_socket::receive_awaiter::start() {
  socket_->udp_->data = this;
  receiving_ = true;
  status_ = uv_udp_recv_start(
      socket_->udp_.get(),
      [](uv_handle_t* raw, std::size_t, uv_buf_t* out) {
        const std::span<std::byte> into = static_cast<receive_awaiter*>(raw->data)->into_;
        *out = uv_buf_init(reinterpret_cast<char*>(into.data()), static_cast<unsigned>(into.size()));
      },
      [](uv_udp_t* raw, ssize_t status, const uv_buf_t*, const sockaddr* from, unsigned) {
        // Neither a sender nor an error: nothing was there after all. An empty datagram has a sender.
        if (status != 0 || from != nullptr) static_cast<receive_awaiter*>(raw->data)->ended(status);
      });
  if (status_ != 0) withdraw();
  return status_ == 0;
}

void udp_socket::receive_awaiter::withdraw() noexcept {
  if (!std::exchange(receiving_, false)) return;
  uv_udp_recv_stop(socket_->udp_.get());
  socket_->udp_->data = nullptr;
}

void udp_socket::receive_awaiter::ended(ssize_t status) {
  status_ = status;
  withdraw();
  complete();
}

core::result<std::size_t> udp_socket::receive_awaiter::await_resume() const {
  if (stopped()) return std::unexpected(stopped_error("receive"));
  if (status_ < 0) return std::unexpected(error_of("receive", static_cast<int>(status_)));
  return static_cast<std::size_t>(status_);
}

}  // namespace reachd::uv
