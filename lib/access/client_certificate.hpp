// SPDX-License-Identifier: Apache-2.0
// Whether the client at the other end of a TLS session may ask. Role: judges its certificate once the handshake is
// over.
#pragma once

#include "access/tls_settings.hpp"
#include "core/error.hpp"

namespace reachd::access {

/// Before the handshake of the gnutls_session_t `session`: bounds what a client may send, so that no certificate of its
/// own holds up the loop, and, where any certificate will do, names no authority that it would have to be from.
void prepare_handshake(void* session, const tls_settings& by);

/// `session` is a gnutls_session_t after its handshake, with the authorities of `by` as its trust. The error says what
/// is wrong with the certificate, or that there is none.
core::result<void> check_client(void* session, const tls_settings& by);

}  // namespace reachd::access
