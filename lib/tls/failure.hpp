// SPDX-License-Identifier: Apache-2.0
// Why there is no TLS connection, or no longer. Role: the error of everything here that talks to a peer; a certificate
// that cannot be verified is none (see verdict.hpp). Invariant: no text of it holds a secret or an unprintable byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace reachd::tls {

enum class failed_by : std::uint8_t {
  stopped,     // by us: code() is ECANCELED
  closed,      // the peer closed where TLS, or the dialogue before it, was not at an end
  connection,  // the connection broke, code() is the errno: ECONNRESET for a reset
  alert,       // the peer said what it does not like
  not_tls,     // what the peer speaks is not TLS
  protocol,    // it is TLS, but wrong, or without a version or cipher in common, or without an end
  refused,     // STARTTLS is not offered, or was declined
  local,       // we did not do it: a name that is none, or data over a connection that is not verified
};

/// "closed", "alert", …: stable, for labels.
std::string_view name_of(failed_by kind);

class failure : public core::error {
 public:
  failure(failed_by kind, std::string message, int errno_value = 0)
      : core::error(std::move(message), errno_value), kind_(kind) {}
  failed_by kind() const { return kind_; }

 private:
  failed_by kind_;
};

/// Of a read or write of the stream below.
failure of_stream(const core::error& problem);

/// What OpenSSL says went wrong on this thread since its queue was cleared, and clears it. `context`: "TLS handshake".
failure of_openssl(std::string_view context);
/// The same as words only: "key values mismatch".
std::string take_reason();

}  // namespace reachd::tls
