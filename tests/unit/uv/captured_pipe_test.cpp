// SPDX-License-Identifier: Apache-2.0
#include "uv/captured_pipe.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <cerrno>
#include <csignal>

#include "support/children.hpp"

using reachd::uv::captured_pipe;
using reachd::uv::loop;

namespace {

/// As much as the pipe holds, which does not block here.
std::size_t fill(int fd) {
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  const std::string block(4096, 'x');
  std::size_t written = 0;
  for (ssize_t size = 0; (size = ::write(fd, block.data(), block.size())) > 0;)
    written += static_cast<std::size_t>(size);
  return written;
}

void one_turn(loop& on) { uv_run(on.raw(), UV_RUN_NOWAIT); }

}  // namespace

TEST_CASE("the beginning is kept, the rest is thrown away, and the end is told once") {
  loop on;
  int ended = 0;
  captured_pipe pipe(5);
  auto writing = pipe.open(on, [&ended] { ++ended; });
  REQUIRE(writing);
  CHECK(::write(writing->get(), "four", 4) == 4);
  one_turn(on);
  CHECK_FALSE(pipe.cut());
  CHECK(::write(writing->get(), "more", 4) == 4);
  one_turn(on);
  CHECK(pipe.cut());
  CHECK(ended == 0);
  CHECK_FALSE(pipe.at_end());
  writing->reset();
  one_turn(on);
  CHECK(ended == 1);
  CHECK(pipe.at_end());
  one_turn(on);
  CHECK(ended == 1);
  CHECK(pipe.take() == "fourm");
}

TEST_CASE("one read a turn, however much there is") {
  loop on;
  captured_pipe pipe(1 << 20);
  auto writing = pipe.open(on, [] {});
  REQUIRE(writing);
  REQUIRE(::fcntl(writing->get(), F_SETPIPE_SZ, 1 << 18) == 1 << 18);
  const std::size_t written = fill(writing->get());
  CHECK(written > 131'072);
  one_turn(on);
  CHECK(pipe.take().size() == 65'536);
}

TEST_CASE("what a full pipe holds is read at once when nobody will wait any longer") {
  loop on;
  int ended = 0;
  captured_pipe pipe(1 << 20);
  auto writing = pipe.open(on, [&ended] { ++ended; });
  REQUIRE(writing);
  CHECK(fill(writing->get()) == 65'536);
  SUBCASE("with a writer left") {
    pipe.read_rest();
    CHECK_FALSE(pipe.at_end());
  }
  SUBCASE("with none") {
    writing->reset();
    pipe.read_rest();
    CHECK(pipe.at_end());
    pipe.read_rest();
  }
  CHECK(ended == 0);
  CHECK(pipe.take().size() == 65'536);
}

TEST_CASE("closing leaves no descriptor, and who writes on learns it") {
  std::signal(SIGPIPE, SIG_IGN);
  loop on;
  const std::size_t before = reachd::test::open_descriptors();
  captured_pipe pipe(5);
  {
    auto writing = pipe.open(on, [] {});
    REQUIRE(writing);
    CHECK((::fcntl(writing->get(), F_GETFD) & FD_CLOEXEC) != 0);
    CHECK((::fcntl(writing->get(), F_GETFL) & O_NONBLOCK) == 0);
    one_turn(on);
    pipe.close();
    CHECK(::write(writing->get(), "x", 1) == -1);
    CHECK(errno == EPIPE);
  }
  CHECK(reachd::test::open_descriptors() == before);
}
