// SPDX-License-Identifier: Apache-2.0
#include "uv/readable.hpp"

#include <doctest/doctest.h>
#include <sys/eventfd.h>

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
