// SPDX-License-Identifier: Apache-2.0
#include "access/client_certificate.hpp"

#include <arpa/inet.h>
#include <gnutls/x509.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace reachd::access {
namespace {

/// A message of the handshake: a chain of four certificates with RSA 4096 has 8 KB.
constexpr std::size_t most_handshake_bytes = std::size_t{16} * 1024;

struct free_certificate {
  void operator()(gnutls_x509_crt_int* done) const { gnutls_x509_crt_deinit(done); }
};

core::result<void> refuse(std::string why) { return std::unexpected(core::error(std::move(why))); }

core::result<void> verify(gnutls_session_t session) {
  std::array<char, sizeof GNUTLS_KP_TLS_WWW_CLIENT> purpose{};
  std::memcpy(purpose.data(), GNUTLS_KP_TLS_WWW_CLIENT, purpose.size());
  gnutls_typed_vdata_st asked{GNUTLS_DT_KEY_PURPOSE_OID, reinterpret_cast<unsigned char*>(purpose.data()), 0};
  unsigned status = 0;
  const int judged = gnutls_certificate_verify_peers(session, &asked, 1, &status);
  if (judged != GNUTLS_E_SUCCESS) return refuse(gnutls_strerror(judged));
  if (status == 0) return {};
  gnutls_datum_t words{};
  if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &words, 0) != GNUTLS_E_SUCCESS) {
    return refuse("the client certificate is not valid");
  }
  std::string why(reinterpret_cast<const char*>(words.data), words.size);
  gnutls_free(words.data);
  while (!why.empty() && (why.back() == ' ' || why.back() == '\0')) why.pop_back();
  return refuse(std::move(why));
}

/// A subject alternative name as text; empty for a kind that is no text.
std::string name_at(gnutls_x509_crt_t certificate, unsigned index, bool& more) {
  std::array<char, 1024> buffer{};
  std::size_t size = buffer.size();
  const int kind = gnutls_x509_crt_get_subject_alt_name(certificate, index, buffer.data(), &size, nullptr);
  more = kind >= 0 || kind == GNUTLS_E_SHORT_MEMORY_BUFFER;
  switch (kind) {
    case GNUTLS_SAN_DNSNAME:
    case GNUTLS_SAN_RFC822NAME:
    case GNUTLS_SAN_URI:
      return {buffer.data(), size};
    case GNUTLS_SAN_IPADDRESS: {
      std::array<char, INET6_ADDRSTRLEN> text{};
      const int family = size == sizeof(in_addr) ? AF_INET : AF_INET6;
      const char* shown = ::inet_ntop(family, buffer.data(), text.data(), text.size());
      return shown != nullptr ? shown : "";
    }
    default:
      return {};
  }
}

core::result<void> check_names(const gnutls_datum_t& shown, const std::vector<std::string>& wanted) {
  gnutls_x509_crt_t raw = nullptr;
  if (gnutls_x509_crt_init(&raw) != GNUTLS_E_SUCCESS) throw std::bad_alloc();
  const std::unique_ptr<gnutls_x509_crt_int, free_certificate> certificate(raw);
  if (gnutls_x509_crt_import(raw, &shown, GNUTLS_X509_FMT_DER) != GNUTLS_E_SUCCESS) {
    return refuse("the client certificate cannot be read");
  }
  bool more = true;
  for (unsigned index = 0; more; ++index) {
    const std::string name = name_at(raw, index, more);
    if (!name.empty() && std::ranges::find(wanted, name) != wanted.end()) return {};
  }
  return refuse("no subject alternative name of the client certificate is allowed here");
}

}  // namespace

void prepare_handshake(void* session, const tls_settings& by) {
  auto* const peer = static_cast<gnutls_session_t>(session);
  gnutls_handshake_set_max_packet_length(peer, most_handshake_bytes);
  if (by.authorities.empty()) gnutls_certificate_send_x509_rdn_sequence(peer, 1);
}

core::result<void> check_client(void* session, const tls_settings& by) {
  if (by.clients == client_auth::none) return {};
  auto* const peer = static_cast<gnutls_session_t>(session);
  unsigned count = 0;
  const gnutls_datum_t* chain = gnutls_certificate_get_peers(peer, &count);
  if (chain == nullptr || count == 0) {
    const bool needed = by.clients == client_auth::require_any || by.clients == client_auth::require_and_verify;
    return needed ? refuse("a client certificate is needed") : core::result<void>();
  }
  if (by.clients == client_auth::verify_if_given || by.clients == client_auth::require_and_verify) {
    auto verified = verify(peer);
    if (!verified) return verified;
  }
  return by.client_names.empty() ? core::result<void>() : check_names(chain[0], by.client_names);
}

}  // namespace reachd::access
