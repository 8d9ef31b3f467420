// SPDX-License-Identifier: Apache-2.0
// OpenSSL's objects as owners. Role: for the .cpp files of this folder only; its other headers name no OpenSSL.
#pragma once

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <new>
#include <string_view>

namespace reachd::tls {

template <auto Free>
struct freed_by {
  template <typename T>
  void operator()(T* done) const {
    Free(done);
  }
};

using owned_bio = std::unique_ptr<BIO, freed_by<BIO_free>>;
using owned_certificate = std::unique_ptr<X509, freed_by<X509_free>>;
using owned_key = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using owned_names = std::unique_ptr<GENERAL_NAMES, freed_by<GENERAL_NAMES_free>>;
using owned_ssl = std::unique_ptr<SSL, freed_by<SSL_free>>;

/// OpenSSL gives nullptr for want of memory.
template <typename T>
T* given(T* made) {
  if (made == nullptr) throw std::bad_alloc();
  return made;
}

/// Reads `text` where it stands, which outlives it.
inline owned_bio reading(std::string_view text) {
  return owned_bio(given(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))));
}

inline owned_bio memory() { return owned_bio(given(BIO_new(BIO_s_mem()))); }

/// What stands in a memory BIO, until it is touched again.
inline std::string_view content(BIO* of) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(of, &data);
  return size > 0 ? std::string_view(data, static_cast<std::size_t>(size)) : std::string_view();
}

}  // namespace reachd::tls
