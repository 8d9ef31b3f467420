// SPDX-License-Identifier: Apache-2.0
#include "tls/starttls.hpp"

#include <doctest/doctest.h>

#include <array>

#include "support/start_and_stop.hpp"
#include "support/stream_pair.hpp"
#include "support/tls_server.hpp"
#include "tls/session.hpp"

using namespace reachd;
using async::live_frames;
using async::scope;
using async::task;
using options::starttls;
using test::make_stream_pair;
using test::world;
using tls::failed_by;

namespace {

using replies = std::vector<std::string>;

/// Says the first by itself and each other one when it was asked; then speaks TLS, if there is a server for it.
task<void> serve(uv::tcp_stream& over, replies said, test::tls_server* then) {
  std::array<char, 512> buffer;
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (i > 0) {
      const auto asked = co_await over.read(buffer);
      if (!asked || *asked == 0) co_return;
    }
    co_await over.write(said[i]);
  }
  if (then != nullptr) co_await test::serve(over, *then, "");
  over.close();
}

struct ended {
  std::optional<tls::failure> problem;
  bool shaken = false;
};

task<ended> upgrade(uv::loop& on, starttls protocol, replies said, bool tls_behind) {
  auto pair = co_await make_stream_pair(on);
  test::tls_server server;
  scope serving(on.ready());
  serving.spawn(serve(pair.server, std::move(said), tls_behind ? &server : nullptr));
  ended out;
  const auto asked = co_await tls::start_tls(pair.client, protocol);
  if (!asked) out.problem = asked.error();
  if (asked && tls_behind) {
    options::tls how;
    how.authorities = test::pem(world().root.certificate);
    tls::session over(pair.client, *tls::context::make(how), "example.org");
    const auto shaken = co_await over.handshake();
    if (!shaken) out.problem = shaken.error();
    out.shaken = shaken && shaken->judged.ok();
  }
  pair.client.close();
  co_await serving.join();
  co_return out;
}

task<void> ask(uv::tcp_stream& over, std::optional<int>& code) {
  const auto asked = co_await tls::start_tls(over, starttls::smtp);
  code = asked ? 0 : asked.error().code();
}

task<void> stop_half_way(uv::loop& on, std::optional<int>& code) {
  auto pair = co_await make_stream_pair(on);
  co_await test::start_and_stop(on.ready(), ask(pair.client, code));
}

const std::string offer = "250-mx\r\n250 STARTTLS\r\n";

}  // namespace

TEST_CASE("TLS begins where the dialogue ends, in each protocol") {
  uv::loop on;
  CHECK(on.run(upgrade(on, starttls::none, {}, true)).shaken);
  CHECK(on.run(upgrade(on, starttls::smtp, {"220 mx\r\n", offer, "220 go\r\n"}, true)).shaken);
  CHECK(on.run(upgrade(on, starttls::imap, {"* OK\r\n", "a1 OK\r\n"}, true)).shaken);
  CHECK(on.run(upgrade(on, starttls::pop3, {"+OK\r\n", "+OK\r\n"}, true)).shaken);
  CHECK(live_frames() == 0);
}

TEST_CASE("what the server says instead is the error") {
  uv::loop on;
  const ended none = on.run(upgrade(on, starttls::smtp, {"220 mx\r\n", "250 mx\r\n"}, false));
  REQUIRE(none.problem);
  CHECK(none.problem->kind() == failed_by::refused);
  CHECK(none.problem->message() == "the server offers no STARTTLS");
  const ended more = on.run(upgrade(on, starttls::smtp, {"220 mx\r\n", offer, "220 go\r\n250 injected\r\n"}, false));
  REQUIRE(more.problem);
  CHECK(more.problem->kind() == failed_by::refused);
  const ended gone = on.run(upgrade(on, starttls::smtp, {"220 mx\r\n", "250-mx\r\n"}, false));
  REQUIRE(gone.problem);
  CHECK(gone.problem->kind() == failed_by::closed);
  const ended nothing = on.run(upgrade(on, starttls::imap, {}, false));
  REQUIRE(nothing.problem);
  CHECK(nothing.problem->kind() == failed_by::closed);
  CHECK(live_frames() == 0);
}

TEST_CASE("a stop ends the dialogue") {
  uv::loop on;
  std::optional<int> code;
  on.run(stop_half_way(on, code));
  CHECK(code == ECANCELED);
  CHECK(live_frames() == 0);
}
