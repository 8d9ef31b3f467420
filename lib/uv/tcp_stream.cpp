// SPDX-License-Identifier: Apache-2.0
#include "uv/tcp_stream.hpp"

#include "uv/status.hpp"

namespace reachd::uv {
namespace {

uv_stream_t* stream_of(const handle<uv_tcp_t>& tcp) { return reinterpret_cast<uv_stream_t*>(tcp.get()); }

/// libuv takes no const bytes, and writes none.
uv_buf_t buffer_of(std::string_view data) {
  return uv_buf_init(const_cast<char*>(data.data()), static_cast<unsigned>(data.size()));
}

}  // namespace

tcp_stream::read_awaiter::read_awaiter(tcp_stream& from, std::span<char> into)
    : leaf(from.loop_->ready()), stream_(&from), into_(into) {}

bool tcp_stream::read_awaiter::start() {
  if (!stream_->is_open()) {
    status_ = UV_EBADF;
    return false;
  }
  stream_->tcp_->data = this;
  reading_ = true;
  status_ = uv_read_start(
      stream_of(stream_->tcp_),
      [](uv_handle_t* raw, std::size_t, uv_buf_t* out) {
        const std::span<char> into = static_cast<read_awaiter*>(raw->data)->into_;
        *out = uv_buf_init(into.data(), static_cast<unsigned>(into.size()));
      },
      [](uv_stream_t* raw, ssize_t status, const uv_buf_t*) {
        if (status != 0) static_cast<read_awaiter*>(raw->data)->ended(status);  // 0: nothing there after all
      });
  if (status_ != 0) withdraw();
  return status_ == 0;
}

void tcp_stream::read_awaiter::withdraw() noexcept {
  if (!std::exchange(reading_, false) || !stream_->is_open()) return;
  uv_read_stop(stream_of(stream_->tcp_));
  stream_->tcp_->data = nullptr;
}

void tcp_stream::read_awaiter::ended(ssize_t status) {
  status_ = status;
  withdraw();
  complete();
}

core::result<std::size_t> tcp_stream::read_awaiter::await_resume() const {
  if (stopped()) return std::unexpected(stopped_error("read"));
  if (status_ == UV_EOF) return 0;
  if (status_ < 0) return std::unexpected(error_of("read", static_cast<int>(status_)));
  return static_cast<std::size_t>(status_);
}

tcp_stream::write_awaiter::write_awaiter(tcp_stream& to, std::string_view data)
    : leaf(to.loop_->ready()), stream_(&to), data_(data) {}

bool tcp_stream::write_awaiter::start() {
  if (!stream_->is_open()) {
    status_ = UV_EBADF;
    return false;
  }
  if (data_.empty()) return false;
  uv_buf_t rest = buffer_of(data_);
  const int taken = uv_try_write(stream_of(stream_->tcp_), &rest, 1);
  if (taken < 0 && taken != UV_EAGAIN) {
    status_ = taken;
    return false;
  }
  if (taken > 0) data_.remove_prefix(static_cast<std::size_t>(taken));
  if (data_.empty()) return false;
  rest = buffer_of(data_);
  status_ =
      pending_.start(*this, [&](uv_write_t* raw) { return uv_write(raw, stream_of(stream_->tcp_), &rest, 1, ended); });
  return status_ == 0;
}

void tcp_stream::write_awaiter::withdraw() noexcept {
  pending_.abandon();
  stream_->close();
}

void tcp_stream::write_awaiter::ended(uv_write_t* raw, int status) {
  write_awaiter* waiter = request<uv_write_t, write_awaiter>::finish(raw);
  if (waiter == nullptr) return;
  waiter->status_ = status;
  waiter->complete();
}

core::result<void> tcp_stream::write_awaiter::await_resume() const {
  if (stopped()) return std::unexpected(stopped_error("write"));
  if (status_ < 0) return std::unexpected(error_of("write", status_));
  return {};
}

int tcp_stream::fd() const {
  uv_os_fd_t fd = -1;
  if (tcp_ == nullptr || uv_fileno(reinterpret_cast<const uv_handle_t*>(tcp_.get()), &fd) != 0) return -1;
  return fd;
}

void tcp_stream::end_read() {
  if (tcp_ != nullptr && tcp_->data != nullptr) static_cast<read_awaiter*>(tcp_->data)->ended(UV_ECANCELED);
}

void tcp_stream::close() {
  end_read();
  tcp_.reset();
}

void tcp_stream::close_reset() {
  if (tcp_ == nullptr) return;
  end_read();
  uv_tcp_t* raw = tcp_.release();
  if (uv_tcp_close_reset(raw, free_closed<uv_tcp_t>) != 0) close_handle()(raw);
}

}  // namespace reachd::uv
