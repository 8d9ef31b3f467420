// SPDX-License-Identifier: Apache-2.0
// What follows a TCP handshake where a target asks for more: STARTTLS, TLS, something to send, something to hear. Role:
// whether it is the service that answers, and not only its port. The RTT is that of the handshake alone; the rest are
// phases. Invariant: nothing is sent over a connection whose certificate cannot be verified, unless `insecure` says so;
// a server is listened to for 64 KiB and no more.
#pragma once

#include <memory>
#include <string>

#include "core/address.hpp"
#include "options/tcp.hpp"
#include "probe/account.hpp"
#include "probe/attempt.hpp"
#include "probe/tls_contexts.hpp"

namespace reachd::probe {

struct dialogue {
  std::shared_ptr<const options::tcp> asks;
  std::string host;  // whom the certificate is for
  core::nanoseconds timeout;
  account* tell = nullptr;
};

async::task<reply> converse(uv::loop& loop, tls_contexts& contexts, core::endpoint to, dialogue what);

}  // namespace reachd::probe
