// SPDX-License-Identifier: Apache-2.0
#include "access/key_pair.hpp"

#include <gnutls/gnutls.h>

#include <memory>

namespace reachd::access {
namespace {

struct free_credentials {
  void operator()(gnutls_certificate_credentials_st* done) const { gnutls_certificate_free_credentials(done); }
};

std::unique_ptr<gnutls_certificate_credentials_st, free_credentials> new_credentials() {
  gnutls_certificate_credentials_t made = nullptr;
  if (gnutls_certificate_allocate_credentials(&made) != GNUTLS_E_SUCCESS) throw std::bad_alloc();
  return std::unique_ptr<gnutls_certificate_credentials_st, free_credentials>(made);
}

/// GnuTLS only reads it.
gnutls_datum_t datum(const std::string& text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  return {const_cast<unsigned char*>(bytes), static_cast<unsigned>(text.size())};
}

core::error problem(int status) {
  if (status == GNUTLS_E_BASE64_UNEXPECTED_HEADER_ERROR || status == GNUTLS_E_BASE64_DECODING_ERROR ||
      status == GNUTLS_E_NO_CERTIFICATE_FOUND) {
    return core::error("no certificate, or no key, is in it");
  }
  if (status == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) return core::error("one of them holds nothing of its kind");
  if (status == GNUTLS_E_DECRYPTION_FAILED) {
    return core::error("the key has a password; `openssl pkey` writes it without");
  }
  return core::error(gnutls_strerror(status));
}

}  // namespace

core::result<void> check_key_pair(const std::string& certificate, const std::string& key) {
  const auto made = new_credentials();
  const gnutls_datum_t own = datum(certificate);
  const gnutls_datum_t secret = datum(key);
  const int status = gnutls_certificate_set_x509_key_mem2(made.get(), &own, &secret, GNUTLS_X509_FMT_PEM, nullptr, 0);
  if (status < 0) return std::unexpected(problem(status));
  return {};
}

core::result<void> check_authorities(const std::string& certificates) {
  const auto made = new_credentials();
  const gnutls_datum_t all = datum(certificates);
  const int count = gnutls_certificate_set_x509_trust_mem(made.get(), &all, GNUTLS_X509_FMT_PEM);
  if (count < 0) return std::unexpected(problem(count));
  if (count == 0) return std::unexpected(problem(GNUTLS_E_NO_CERTIFICATE_FOUND));
  return {};
}

}  // namespace reachd::access
