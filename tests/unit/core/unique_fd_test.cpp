// SPDX-License-Identifier: Apache-2.0
#include "core/unique_fd.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/eventfd.h>

using reachd::core::unique_fd;

namespace {

bool is_open(int fd) { return fcntl(fd, F_GETFD) != -1; }

}  // namespace

TEST_CASE("a descriptor is closed once, by its last owner") {
  int raw = -1;
  {
    unique_fd first(eventfd(0, EFD_CLOEXEC));
    raw = first.get();
    unique_fd second(std::move(first));
    CHECK_FALSE(static_cast<bool>(first));
    CHECK(second.get() == raw);
    unique_fd third;
    third = std::move(second);
    CHECK(is_open(raw));
  }
  CHECK_FALSE(is_open(raw));
}

TEST_CASE("a released descriptor stays open, a reset one does not") {
  unique_fd fd(eventfd(0, EFD_CLOEXEC));
  const int raw = fd.release();
  CHECK(is_open(raw));
  fd.reset(raw);
  fd.reset();
  CHECK_FALSE(is_open(raw));
}
