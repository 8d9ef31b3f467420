// SPDX-License-Identifier: Apache-2.0
#include "tls/context.hpp"

#include <openssl/err.h>

#include "tls/failure.hpp"
#include "tls/pem.hpp"

namespace reachd::tls {
namespace {

/// Real chains are three long; each one more costs a signature to check, on the loop.
constexpr int most_intermediates = 8;

/// Without finite-field Diffie-Hellman, as browsers have it: a server chooses how large its numbers are, up to 10,000
/// bits in TLS 1.2 and 8192 in 1.3, and with that how long we stand still.
constexpr const char* ciphers = "DEFAULT:!kDHE:!PSK:!SRP";
constexpr const char* groups = "X25519:P-256:P-384:P-521";

std::unexpected<core::error> problem(const std::string& text) { return std::unexpected(core::error(text)); }

core::result<void> show_certificate(SSL_CTX* raw, const options::tls& asked) {
  if (asked.certificate.empty() && asked.key.value.empty()) return {};
  if (asked.certificate.empty()) return problem("tls: there is a key but no certificate for it");
  if (asked.key.value.empty()) return problem("tls: there is a certificate but no key for it");
  const auto chain = read_certificates(asked.certificate);
  if (!chain) return problem("tls: the certificate: " + chain.error().message());
  const auto key = read_key(asked.key.value);
  if (!key) return problem("tls: the key: " + key.error().message());
  if (SSL_CTX_use_certificate(raw, chain->front().get()) != 1) return problem("tls: the certificate: " + take_reason());
  if (X509_check_private_key(chain->front().get(), key->get()) != 1) {
    ERR_clear_error();
    return problem("tls: the key does not belong to the certificate");
  }
  if (SSL_CTX_use_PrivateKey(raw, key->get()) != 1) return problem("tls: the key: " + take_reason());
  for (std::size_t i = 1; i < chain->size(); ++i) {
    if (SSL_CTX_add1_chain_cert(raw, (*chain)[i].get()) != 1)
      return problem("tls: certificate " + std::to_string(i + 1) + " of the chain: " + take_reason());
  }
  return {};
}

core::result<void> offer_protocols(SSL_CTX* raw, const protocol_names& protocols) {
  std::string wire;
  for (const std::string& each : protocols) {
    if (each.empty() || each.size() > 255) return problem("tls: a protocol's name has 1 to 255 bytes");
    wire += static_cast<char>(each.size());
    wire += each;
  }
  if (wire.empty()) return {};
  // Unlike everything else in OpenSSL, it returns 0 when all is well.
  const auto* bytes = reinterpret_cast<const unsigned char*>(wire.data());
  if (SSL_CTX_set_alpn_protos(raw, bytes, static_cast<unsigned>(wire.size())) != 0)
    return problem("tls: the protocols: " + take_reason());
  return {};
}

}  // namespace

void context::free_raw::operator()(ssl_ctx_st* done) const { SSL_CTX_free(done); }

context::context(const options::tls& asked)
    : raw_(given(SSL_CTX_new(TLS_client_method()))), server_name_(asked.server_name), insecure_(asked.insecure) {
  SSL_CTX_set_min_proto_version(raw_.get(), TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(raw_.get(), 0);  // whatever the system's openssl.cnf says
  SSL_CTX_set_cipher_list(raw_.get(), ciphers);
  SSL_CTX_set1_groups_list(raw_.get(), groups);
  SSL_CTX_set_options(raw_.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(raw_.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
  // A probe measures a whole handshake, and a resumed one shows no certificate.
  SSL_CTX_set_session_cache_mode(raw_.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify_depth(raw_.get(), most_intermediates);
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(raw_.get()), X509_V_FLAG_PARTIAL_CHAIN);
}

core::result<std::shared_ptr<const context>> context::make(const options::tls& asked, const protocol_names& protocols) {
  const auto believed = authorities::read(asked.authorities);
  if (!believed) return problem("tls: the authorities: " + believed.error().message());
  return make(asked, *believed, protocols);
}

core::result<std::shared_ptr<const context>> context::make(const options::tls& asked, const authorities& believed,
                                                           const protocol_names& protocols) {
  ERR_clear_error();
  const std::shared_ptr<context> made(std::make_unique<context>(context(asked)));
  SSL_CTX_set1_cert_store(made->raw(), believed.raw());
  if (auto shown = show_certificate(made->raw(), asked); !shown) return std::unexpected(std::move(shown.error()));
  if (auto offered = offer_protocols(made->raw(), protocols); !offered)
    return std::unexpected(std::move(offered.error()));
  return made;
}

}  // namespace reachd::tls
