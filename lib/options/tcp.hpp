// SPDX-License-Identifier: Apache-2.0
// What a TCP probe does after it is connected. Nothing of it: it measures the handshake of the kernel and goes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "match/pattern.hpp"
#include "options/tls.hpp"

namespace reachd::options {

/// The protocol in which TLS is asked for (RFC 3207, RFC 9051 §6.2.1, RFC 2595 §4).
enum class starttls : std::uint8_t { none, smtp, imap, pop3 };

struct tcp {
  std::optional<options::tls> tls = {};  // wanted with starttls
  options::starttls upgrade = options::starttls::none;
  std::string send = {};                      // empty: nothing
  std::optional<match::pattern> expect = {};  // in what the server says, after `send`, which may be cut anywhere

  bool operator==(const tcp&) const = default;
};

}  // namespace reachd::options
