// SPDX-License-Identifier: Apache-2.0
#include "tls/authorities.hpp"

#include <openssl/err.h>

#include <cstdlib>

#include "tls/failure.hpp"
#include "tls/pem.hpp"

namespace reachd::tls {
namespace {

/// OpenSSL's own way looks into a folder of hashes at every verification, which is the disk in the loop; so Debian's
/// bundle of the same certificates is read whole, if there is one and nobody has chosen another place.
bool load_system(X509_STORE* into) {
  const bool chosen = std::getenv(X509_get_default_cert_file_env()) != nullptr ||
                      std::getenv(X509_get_default_cert_dir_env()) != nullptr;
  const std::string bundle = std::string(X509_get_default_cert_dir()) + "/ca-certificates.crt";
  if (!chosen && X509_STORE_load_file(into, bundle.c_str()) == 1) return true;
  return X509_STORE_set_default_paths(into) == 1;
}

}  // namespace

core::result<authorities> authorities::read(const std::string& pem) {
  // Without an exit handler: a thread of the pool may still be in here when the process ends.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, nullptr);
  std::shared_ptr<X509_STORE> store(given(X509_STORE_new()), X509_STORE_free);
  if (pem.empty()) {
    ERR_clear_error();
    if (!load_system(store.get()))
      return std::unexpected(core::error("the authorities of the system cannot be read: " + take_reason()));
    ERR_clear_error();
    return authorities(std::move(store));
  }
  const auto all = read_certificates(pem);
  if (!all) return std::unexpected(all.error());
  for (const owned_certificate& each : *all)
    if (X509_STORE_add_cert(store.get(), each.get()) != 1) return std::unexpected(core::error(take_reason()));
  return authorities(std::move(store));
}

}  // namespace reachd::tls
