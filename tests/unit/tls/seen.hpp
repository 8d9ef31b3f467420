// SPDX-License-Identifier: Apache-2.0
// What came of a session, and its single steps.
#pragma once

#include <doctest/doctest.h>

#include <optional>

#include "support/start_and_stop.hpp"
#include "support/stream_pair.hpp"
#include "support/tls_server.hpp"
#include "tls/session.hpp"

namespace reachd::test {

using async::task;

/// What came of a conversation.
struct seen {
  std::optional<tls::handshake_result> shaken;
  std::optional<tls::failure> shake_failure, write_failure, read_failure;
  std::string text;
  bool truncated = false;
};

inline task<void> shake_only(tls::session& over, seen& out) {
  const auto shaken = co_await over.handshake();
  if (!shaken) out.shake_failure = shaken.error();
}

inline task<void> read_only(tls::session& over, seen& out) {
  std::array<char, 10> buffer;
  const auto size = co_await over.read(buffer);
  if (!size) out.read_failure = size.error();
}

inline task<void> write_only(tls::session& over, seen& out, const std::string& text) {
  const auto written = co_await over.write(text);
  if (!written) out.write_failure = written.error();
}

}  // namespace reachd::test
