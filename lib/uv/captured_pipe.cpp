// SPDX-License-Identifier: Apache-2.0
#include "uv/captured_pipe.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "uv/status.hpp"

namespace reachd::uv {

core::result<core::unique_fd> captured_pipe::open(loop& on, std::function<void()> ended) {
  std::array<uv_file, 2> ends{};
  // Both CLOEXEC. Only our end does not block: it is an open file of its own, so the child does not notice.
  if (const int status = uv_pipe(ends.data(), UV_NONBLOCK_PIPE, 0); status != 0)
    return std::unexpected(error_of("pipe", status));
  fd_.reset(ends[0]);
  core::unique_fd writing(ends[1]);
  ended_ = std::move(ended);
  poll_ = make_handle<uv_poll_t>(this, [&](uv_poll_t* raw) { return uv_poll_init(on.raw(), raw, fd_.get()); });
  uv_poll_start(poll_.get(), UV_READABLE, [](uv_poll_t* raw, int, int) {
    captured_pipe& self = *static_cast<captured_pipe*>(raw->data);
    self.read_some();
    if (!self.at_end_) return;
    self.close();
    self.ended_();
  });
  return writing;
}

bool captured_pipe::read_some() {
  std::array<char, 65536> block;
  const ssize_t size = ::read(fd_.get(), block.data(), block.size());
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  at_end_ = size <= 0;
  if (at_end_) return false;
  const std::size_t came = static_cast<std::size_t>(size);
  const std::size_t kept = std::min(came, most_bytes_ - kept_.size());
  kept_.append(block.data(), kept);
  cut_ |= kept < came;
  return true;
}

void captured_pipe::read_rest() {
  if (!fd_) return;
  bool more = read_some();
  if (more) more = read_some();
  if (at_end_) close();
}

void captured_pipe::close() {
  poll_.reset();
  fd_.reset();
}

}  // namespace reachd::uv
