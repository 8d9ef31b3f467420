// SPDX-License-Identifier: Apache-2.0
// Certificates made on the spot by OpenSSL, good ones and bad ones.
#pragma once

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reachd::test {

using shared_key = std::shared_ptr<EVP_PKEY>;
using shared_certificate = std::shared_ptr<X509>;

inline shared_key p256_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }
inline shared_key rsa_key(unsigned bits = 2048) { return {EVP_RSA_gen(bits), EVP_PKEY_free}; }

struct identity {
  shared_certificate certificate;
  shared_key key;
};

/// What is to stand in a certificate; the times count from now.
struct wanted {
  std::string name = "example.org";             // the subject's CN; empty: an empty subject
  std::string alternative = "DNS:example.org";  // as openssl writes subjectAltName; empty: none
  long begins_seconds = -3600;
  long ends_seconds = 30L * 24 * 3600;
  std::string basic = "CA:FALSE";   // basicConstraints; empty: none
  std::string extended_usage = {};  // extendedKeyUsage
  shared_key key = p256_key();
  std::function<void(X509*)> before_signing = {};
};

inline wanted authority(const std::string& name) {
  wanted made;
  made.name = name;
  made.alternative = "";
  made.basic = "critical,CA:TRUE";
  return made;
}

inline void add_extension(X509* to, X509* issuer, int nid, const std::string& value) {
  if (value.empty()) return;
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  REQUIRE(made != nullptr);
  X509_add_ext(to, made, -1);
  X509_EXTENSION_free(made);
}

/// Signed by `issuer`; nullptr: by itself.
inline identity issue(const wanted& what, const identity* issuer = nullptr) {
  static long serial = 0x1000;
  const shared_certificate made(X509_new(), X509_free);
  X509* const raw = made.get();
  X509_set_version(raw, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(raw), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(raw), what.begins_seconds);
  X509_gmtime_adj(X509_getm_notAfter(raw), what.ends_seconds);
  if (!what.name.empty())
    X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(what.name.c_str()), -1, -1, 0);
  X509* const by = issuer != nullptr ? issuer->certificate.get() : raw;
  X509_set_issuer_name(raw, X509_get_subject_name(by));
  X509_set_pubkey(raw, what.key.get());
  add_extension(raw, by, NID_basic_constraints, what.basic);
  add_extension(raw, by, NID_subject_alt_name, what.alternative);
  add_extension(raw, by, NID_ext_key_usage, what.extended_usage);
  if (what.before_signing) what.before_signing(raw);
  REQUIRE(X509_sign(raw, (issuer != nullptr ? issuer->key : what.key).get(), EVP_sha256()) > 0);
  return {made, what.key};
}

/// The same certificate with one bit of its signature changed.
inline identity forged(const identity& of) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(of.certificate.get(), &der);
  der[size - 1] ^= 1;
  const unsigned char* at = der;
  const shared_certificate made(d2i_X509(nullptr, &at, size), X509_free);
  OPENSSL_free(der);
  REQUIRE(made != nullptr);
  return {made, of.key};
}

inline std::string text_of(const std::function<void(BIO*)>& write) {
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  write(out.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}
inline std::string pem(const shared_certificate& of) {
  return text_of([&](BIO* out) { PEM_write_bio_X509(out, of.get()); });
}
inline std::string pem(const shared_key& of) {
  return text_of([&](BIO* out) { PEM_write_bio_PrivateKey(out, of.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

/// A root, an intermediate below it, and what it issues; made once, for it takes a while.
struct small_world {
  identity root = issue(authority("test root"));
  identity middle = issue(authority("test middle"), &root);
  identity leaf = issue(wanted(), &middle);
  identity client = issue(
      [] {
        wanted made;
        made.name = "prober";
        made.alternative = "";
        return made;
      }(),
      &root);
};

inline const small_world& world() {
  static const small_world made;
  return made;
}

}  // namespace reachd::test
