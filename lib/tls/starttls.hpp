// SPDX-License-Identifier: Apache-2.0
// Asks a server of another protocol to go on in TLS: `auto asked = co_await start_tls(stream,
// options::starttls::smtp);` and then a session does the handshake over the same stream. It takes as long as the server
// takes: give it a deadline.
#pragma once

#include <expected>

#include "async/task.hpp"
#include "options/tcp.hpp"
#include "tls/failure.hpp"
#include "uv/tcp_stream.hpp"

namespace reachd::tls {

/// `none` asks nothing. Errors: refused with a sentence for people, closed, connection, stopped.
async::task<std::expected<void, failure>> start_tls(uv::tcp_stream& over, options::starttls protocol);

}  // namespace reachd::tls
