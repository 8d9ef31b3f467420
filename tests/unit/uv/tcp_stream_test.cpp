// SPDX-License-Identifier: Apache-2.0
#include "uv/tcp_stream.hpp"

#include <doctest/doctest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <optional>
#include <string>

#include "support/start_and_stop.hpp"
#include "support/stream_pair.hpp"

using reachd::async::live_frames;
using reachd::async::scope;
using reachd::async::task;
using reachd::test::make_stream_pair;
using reachd::test::start_and_stop;
using reachd::test::stream_pair;
using reachd::uv::loop;
using reachd::uv::tcp_stream;

namespace {

/// Far more than both socket buffers hold.
constexpr std::size_t big = 32 << 20;

task<void> read_all(tcp_stream& from, std::string& out) {
  std::array<char, 65536> buffer;
  for (;;) {
    const auto size = co_await from.read(buffer);
    REQUIRE(size);
    if (*size == 0) co_return;
    out.append(buffer.data(), *size);
  }
}

task<bool> send_through(loop& on, const std::string& text, std::string& out) {
  auto pair = co_await make_stream_pair(on);
  scope reading(on.ready());
  reading.spawn(read_all(pair.server, out));
  const auto written = co_await pair.client.write(text);
  pair.client.close();
  co_await reading.join();
  co_return written.has_value();
}

task<void> read_once(tcp_stream& from, std::optional<int>& code) {
  std::array<char, 16> buffer;
  const auto size = co_await from.read(buffer);
  code = size ? static_cast<int>(*size) : -size.error().code();
}

task<void> write_once(tcp_stream& to, const std::string& text, std::optional<int>& code) {
  const auto written = co_await to.write(text);
  code = written ? 0 : -written.error().code();
}

task<void> stop_read(loop& on, std::optional<int>& stopped, std::optional<int>& after) {
  auto pair = co_await make_stream_pair(on);
  co_await start_and_stop(on.ready(), read_once(pair.server, stopped));
  co_await pair.client.write("four");
  co_await read_once(pair.server, after);
}

task<void> stop_write(loop& on, std::optional<int>& stopped, bool& open, std::optional<int>& after) {
  auto pair = co_await make_stream_pair(on);
  {
    const std::string text(big, 'x');
    co_await start_and_stop(on.ready(), write_once(pair.client, text, stopped));
  }
  open = pair.client.is_open();
  const std::string more = "more";
  co_await write_once(pair.client, more, after);
}

task<void> close_while_reading(loop& on, std::optional<int>& code) {
  auto pair = co_await make_stream_pair(on);
  scope reading(on.ready());
  reading.spawn(read_once(pair.server, code));
  scope closing(on.ready());
  const auto close = [](tcp_stream& closed) -> task<void> {
    closed.close();
    co_return;
  };
  closing.spawn(close(pair.server));
  co_await closing.join();
  co_await reading.join();
}

task<void> reset(loop& on, std::optional<int>& read, std::optional<int>& written, int& fd) {
  auto pair = co_await make_stream_pair(on);
  pair.client.close_reset();
  fd = pair.client.fd();
  co_await read_once(pair.server, read);
  const std::string text = "anyone?";
  co_await write_once(pair.server, text, written);
}

}  // namespace

TEST_CASE("what is written is read in order up to the end of the stream, also when it is large") {
  loop on;
  std::string text(big, '\0'), out;
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 7 % 251);
  CHECK(on.run(send_through(on, text, out)));
  CHECK((out == text));  // not shown when it fails: 32 MiB
  CHECK(live_frames() == 0);
}

TEST_CASE("a write of nothing is done at once") {
  loop on;
  std::string out;
  CHECK(on.run(send_through(on, "", out)));
  CHECK(out.empty());
}

TEST_CASE("a read that is stopped half-way loses no byte") {
  loop on;
  std::optional<int> stopped, after;
  on.run(stop_read(on, stopped, after));
  CHECK(stopped == -ECANCELED);
  CHECK(after == 4);
  CHECK(live_frames() == 0);
}

TEST_CASE("a write that is stopped half-way lets go of its bytes and closes the stream") {
  loop on;
  std::optional<int> stopped, after;
  bool open = true;
  on.run(stop_write(on, stopped, open, after));
  CHECK(stopped == -ECANCELED);
  CHECK_FALSE(open);
  CHECK(after == -EBADF);
  CHECK(live_frames() == 0);
}

TEST_CASE("closing ends a read that waits") {
  loop on;
  std::optional<int> code;
  on.run(close_while_reading(on, code));
  CHECK(code == -ECANCELED);
  CHECK(live_frames() == 0);
}

TEST_CASE("a reset reaches the other side as ECONNRESET, and a later write of it fails without a signal") {
  std::signal(SIGPIPE, SIG_IGN);  // as prepare_process() does
  loop on;
  std::optional<int> read, written;
  int fd = 0;
  on.run(reset(on, read, written, fd));
  CHECK(read == -ECONNRESET);
  CHECK(written == -EPIPE);
  CHECK(fd == -1);
  CHECK(live_frames() == 0);
}
