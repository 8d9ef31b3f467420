// SPDX-License-Identifier: Apache-2.0
#include "uv/readable.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <stdexcept>

#include "async/event.hpp"
#include "core/unique_fd.hpp"

using reachd::async::task;
using reachd::core::unique_fd;
using reachd::uv::loop;
using reachd::uv::wake_on_readable;

namespace {

/// A port that ends its wait when the descriptor could be read.
struct reader final : reachd::async::turn_port {
  reader(loop& on, int fd) : read_from(fd), seen(on.ready()) { on.scheduler().add(*this); }
  bool drain(reachd::core::instant) override {
    eventfd_t value = 0;
    if (eventfd_read(read_from, &value) == 0) seen.set();
    return true;
  }
  bool flush() override { return true; }
  int read_from;
  reachd::async::event seen;
};

task<void> wait_for(reader& port, int fd) {
  eventfd_write(fd, 1);
  co_await port.seen.wait();
}

}  // namespace

TEST_CASE("a descriptor that becomes readable brings a turn in which its port drains it") {
  loop on;
  const unique_fd fd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  reader port(on, fd.get());
  wake_on_readable watch(on, fd.get());
  watch.start();
  on.run(wait_for(port, fd.get()));
  CHECK(port.seen.is_set());
  CHECK(watch.take());
  CHECK_FALSE(watch.take());
}

TEST_CASE("a descriptor that cannot be polled is refused") {
  loop on;
  CHECK_THROWS_AS(wake_on_readable(on, -1), std::runtime_error);
}

namespace {

/// Sends a datagram to a port that is closed, and takes the error that comes back, again and again. Each error makes
/// the socket show POLLERR, after which libuv gives up on a descriptor that asked for no more than that.
struct refused_sender final : reachd::async::turn_port {
  explicit refused_sender(loop& on) : done(on.ready()) {
    on.scheduler().add(*this);
    fd.reset(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on_flag = 1;
    REQUIRE(setsockopt(fd.get(), SOL_IP, IP_RECVERR, &on_flag, sizeof on_flag) == 0);
    REQUIRE(setsockopt(fd.get(), SOL_SOCKET, SO_SELECT_ERR_QUEUE, &on_flag, sizeof on_flag) == 0);
    // A port that is free now: bound, asked for, and given back.
    const unique_fd other(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof to;
    auto* const address = reinterpret_cast<sockaddr*>(&to);
    REQUIRE(bind(other.get(), address, size) == 0);
    REQUIRE(getsockname(other.get(), address, &size) == 0);
    REQUIRE(connect(fd.get(), address, size) == 0);
  }
  bool drain(reachd::core::instant) override {
    char data = 0;
    msghdr message{};
    iovec part{.iov_base = &data, .iov_len = 1};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (recvmsg(fd.get(), &message, MSG_ERRQUEUE) < 0) return true;
    if (++errors == 20) {
      done.set();
    } else {
      ask();
    }
    return true;
  }
  bool flush() override { return true; }
  void ask() {
    // The error of the one before may be pending: it fails once with it.
    if (send(fd.get(), "?", 1, 0) < 0) send(fd.get(), "?", 1, 0);
  }
  unique_fd fd;
  int errors = 0;
  reachd::async::event done;
};

task<void> ask_until_done(refused_sender& port) {
  port.ask();
  co_await port.done.wait();
}

}  // namespace

TEST_CASE("queued errors wake it every time, not once") {
  loop on;
  refused_sender port(on);
  wake_on_readable watch(on, port.fd.get());
  watch.start();
  on.run(ask_until_done(port));
  CHECK(port.errors == 20);
}
