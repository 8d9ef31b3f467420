// SPDX-License-Identifier: Apache-2.0
// How sessions end before their time: by the server, or by a stop of ours.
#include <doctest/doctest.h>

#include <csignal>

#include "tls/session.hpp"
#include "unit/tls/client_and_server.hpp"
#include "unit/tls/seen.hpp"

using namespace reachd;
using async::live_frames;
using async::scope;
using async::task;
using test::believer;
using test::make_stream_pair;
using test::read_only;
using test::seen;
using test::server_settings;
using test::shake_only;
using test::write_only;
using tls::failed_by;

namespace {

/// Answers each piece with the first bytes of what the server would, `most` in all, and then closes or resets.
task<void> serve_cut(uv::tcp_stream& over, test::tls_server& server, std::size_t most, bool reset, bool& whole) {
  std::array<char, 4096> buffer;
  while (true) {
    const auto size = co_await over.read(buffer);
    if (!size || *size == 0) break;
    std::string answer = server.step(std::string_view(buffer.data(), *size));
    const bool cut = answer.size() > most;
    if (cut) answer.resize(most);
    most -= answer.size();
    co_await over.write(answer);
    if (cut) {
      whole = false;
      break;
    }
  }
  if (reset)
    over.close_reset();
  else
    over.close();
}

task<seen> talk_cut(uv::loop& on, const server_settings& how, std::shared_ptr<const tls::context> asked,
                    std::size_t most, bool reset, bool& whole) {
  auto pair = co_await make_stream_pair(on);
  test::tls_server server(how);
  scope serving(on.ready());
  serving.spawn(serve_cut(pair.server, server, most, reset, whole));
  seen out;
  tls::session over(pair.client, std::move(asked), "example.org");
  const auto shaken = co_await over.handshake();
  if (!shaken) out.shake_failure = shaken.error();
  pair.client.close();
  co_await serving.join();
  co_return out;
}

/// Stops a handshake that waits for the first, or for the rest, of the server's answer.
task<seen> stop_handshake(uv::loop& on, std::size_t answered) {
  auto pair = co_await make_stream_pair(on);
  test::tls_server server;
  seen out;
  tls::session over(pair.client, believer(), "example.org");
  if (answered == 0) {
    co_await test::start_and_stop(on.ready(), shake_only(over, out));
    co_return out;
  }
  scope shaking(on.ready());
  shaking.spawn(shake_only(over, out));
  std::array<char, 4096> buffer;
  const auto size = co_await pair.server.read(buffer);
  const std::string part = server.step(std::string_view(buffer.data(), *size)).substr(0, answered);
  co_await pair.server.write(part);
  shaking.request_stop();
  co_await shaking.join();
  co_return out;
}

task<seen> stop_after_handshake(uv::loop& on, bool writing) {
  auto pair = co_await make_stream_pair(on);
  test::tls_server server;
  seen out;
  tls::session over(pair.client, believer(), "example.org");
  {
    scope serving(on.ready());
    serving.spawn(test::serve(pair.server, server, ""));
    co_await shake_only(over, out);
    serving.request_stop();
    co_await serving.join();
  }
  const std::string text(32 << 20, 'x');  // far more than both socket buffers hold
  if (writing)
    co_await test::start_and_stop(on.ready(), write_only(over, out, text));
  else
    co_await test::start_and_stop(on.ready(), read_only(over, out));
  CHECK(pair.client.is_open() == !writing);
  co_return out;
}

/// Says all that it has to for TLS 1.3, and resets before the client can.
task<void> serve_flight(uv::tcp_stream& over, test::tls_server& server) {
  std::array<char, 4096> buffer;
  const auto size = co_await over.read(buffer);
  const std::string answer = server.step(std::string_view(buffer.data(), *size));
  co_await over.write(answer);
  over.close_reset();
}

task<seen> reset_before_last_word(uv::loop& on) {
  auto pair = co_await make_stream_pair(on);
  test::tls_server server;
  scope serving(on.ready());
  serving.spawn(serve_flight(pair.server, server));
  seen out;
  tls::session over(pair.client, believer(), "example.org");
  co_await shake_only(over, out);
  co_await serving.join();
  co_return out;
}

/// Closes without a word once the handshake is done.
task<void> serve_handshake(uv::tcp_stream& over, test::tls_server& server) {
  std::array<char, 4096> buffer;
  while (!server.established()) {
    const auto size = co_await over.read(buffer);
    if (!size || *size == 0) break;
    const std::string answer = server.step(std::string_view(buffer.data(), *size));
    co_await over.write(answer);
  }
  over.close();
}

task<seen> end_without_word(uv::loop& on) {
  auto pair = co_await make_stream_pair(on);
  test::tls_server server;
  scope serving(on.ready());
  serving.spawn(serve_handshake(pair.server, server));
  seen out;
  tls::session over(pair.client, believer(), "example.org");
  co_await shake_only(over, out);
  std::array<char, 10> buffer;
  const auto size = co_await over.read(buffer);
  out.text = size ? std::to_string(*size) : size.error().message();
  out.truncated = over.truncated();
  co_await serving.join();
  co_return out;
}

}  // namespace

TEST_CASE("a server that goes at any byte of its handshake is a failure at once") {
  std::signal(SIGPIPE, SIG_IGN);  // as prepare_process() does
  uv::loop on;
  const auto asked = believer();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    std::size_t most = 0;
    for (bool whole = false; !whole; ++most) {
      whole = true;
      const bool reset = most % 7 == 3;
      const seen out = on.run(talk_cut(on, {.version = version}, asked, most, reset, whole));
      if (whole || !out.shake_failure) {
        // TLS 1.3 is done at the server's Finished; what comes behind it are tickets.
        CHECK(most > 500);
        if (out.shake_failure) FAIL(out.shake_failure->message());
        break;
      }
      const failed_by kind = out.shake_failure->kind();
      const bool known = kind == failed_by::closed || (reset && kind == failed_by::connection);
      if (!known) FAIL_CHECK("at byte " << most << ": " << out.shake_failure->message());
      if (kind == failed_by::connection) CHECK(out.shake_failure->code() == ECONNRESET);
    }
  }
  CHECK(live_frames() == 0);
}

TEST_CASE("a handshake whose last word cannot be sent has failed") {
  std::signal(SIGPIPE, SIG_IGN);  // as prepare_process() does
  uv::loop on;
  const seen out = on.run(reset_before_last_word(on));
  REQUIRE(out.shake_failure);
  CHECK(out.shake_failure->kind() == failed_by::connection);
  CHECK(live_frames() == 0);
}

TEST_CASE("a stop ends a handshake wherever it waits") {
  uv::loop on;
  for (const std::size_t answered : {0, 1, 5, 100, 300}) {
    const seen out = on.run(stop_handshake(on, answered));
    REQUIRE(out.shake_failure);
    CHECK(out.shake_failure->kind() == failed_by::stopped);
    CHECK(out.shake_failure->code() == ECANCELED);
    CHECK(live_frames() == 0);
  }
}

TEST_CASE("a stop ends a read and a write") {
  uv::loop on;
  const seen reading = on.run(stop_after_handshake(on, false));
  REQUIRE(reading.read_failure);
  CHECK(reading.read_failure->kind() == failed_by::stopped);
  const seen writing = on.run(stop_after_handshake(on, true));
  REQUIRE(writing.write_failure);
  CHECK(writing.write_failure->kind() == failed_by::stopped);
  CHECK(live_frames() == 0);
}

TEST_CASE("an end without a word is the end, and truncated") {
  uv::loop on;
  const seen out = on.run(end_without_word(on));
  CHECK(out.text == "0");
  CHECK(out.truncated);
  CHECK(live_frames() == 0);
}
