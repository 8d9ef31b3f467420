// SPDX-License-Identifier: Apache-2.0
// A TLS server on loopback, on a thread of its own, that answers every request with "hello"; and certificates for it,
// made on the spot.
#pragma once

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>

#include "core/address.hpp"
#include "core/unique_fd.hpp"

namespace reachd::test {

struct end_openssl {
  void operator()(EVP_PKEY* used) const { EVP_PKEY_free(used); }
  void operator()(X509* used) const { X509_free(used); }
  void operator()(BIO* used) const { BIO_free(used); }
  void operator()(SSL_CTX* used) const { SSL_CTX_free(used); }
  void operator()(SSL* used) const { SSL_free(used); }
  void operator()(X509_EXTENSION* used) const { X509_EXTENSION_free(used); }
};
template <typename T>
using openssl = std::unique_ptr<T, end_openssl>;

/// Signed by itself, for `names` such as "DNS:a.test,IP:127.0.0.1".
struct key_and_certificate {
  explicit key_and_certificate(const std::string& names, long valid_seconds = 3600)
      : key(EVP_EC_gen("P-256")), certificate(X509_new()) {
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -7200);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), valid_seconds);
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    const auto* const text = reinterpret_cast<const unsigned char*>("reachd test");
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    const openssl<X509_EXTENSION> alternative(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()));
    X509_add_ext(certificate.get(), alternative.get(), -1);
    X509_set_pubkey(certificate.get(), key.get());
    REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  }
  std::string certificate_pem() const {
    const openssl<BIO> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), certificate.get());
    return text_of(out);
  }
  std::string key_pem() const {
    const openssl<BIO> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(out);
  }

  openssl<EVP_PKEY> key;
  openssl<X509> certificate;

 private:
  static std::string text_of(const openssl<BIO>& from) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(from.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
  }
};

class tls_server {
 public:
  /// `wanted`: only a client with this certificate is let in.
  explicit tls_server(const key_and_certificate& ours, const key_and_certificate* wanted = nullptr)
      : context_(SSL_CTX_new(TLS_server_method())), listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    SSL_CTX_use_certificate(context_.get(), ours.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), ours.key.get());
    if (wanted != nullptr) {
      SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), wanted->certificate.get());
    }
    at = core::endpoint{*core::address::parse("127.0.0.1"), 0};
    const auto any = at.to_socket_address();
    REQUIRE(::bind(listening_.get(), any.get(), any.length) == 0);
    REQUIRE(::listen(listening_.get(), 128) == 0);
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    REQUIRE(::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0);
    at.port = ntohs(bound.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }
  tls_server(const tls_server&) = delete;
  tls_server& operator=(const tls_server&) = delete;
  ~tls_server() { ::shutdown(listening_.get(), SHUT_RDWR); }  // ends the accept that waits

  core::endpoint at;
  std::string name_asked_for;  // by SNI, of the last; to be read when its answer is there
  std::string seen;            // the last request

 private:
  void serve() {
    for (;;) {
      const core::unique_fd client(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!client) return;
      const openssl<SSL> session(SSL_new(context_.get()));
      SSL_set_fd(session.get(), client.get());
      if (SSL_accept(session.get()) != 1) continue;
      const char* const name = SSL_get_servername(session.get(), TLSEXT_NAMETYPE_host_name);
      name_asked_for = name == nullptr ? "" : name;
      char request[4096];
      const int size = SSL_read(session.get(), request, sizeof request);
      if (size <= 0) continue;
      seen.assign(request, static_cast<std::size_t>(size));
      const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
      SSL_write(session.get(), answer.data(), static_cast<int>(answer.size()));
      SSL_shutdown(session.get());
    }
  }

  openssl<SSL_CTX> context_;
  core::unique_fd listening_;
  std::jthread thread_;
};

}  // namespace reachd::test
