// SPDX-License-Identifier: Apache-2.0
// The server's end of TLS without a connection: bytes in, bytes out; and the same over a stream.
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "async/task.hpp"
#include "support/tls_certificates.hpp"
#include "uv/tcp_stream.hpp"

namespace reachd::test {

struct server_settings {
  identity own = world().leaf;
  std::vector<shared_certificate> chain = {world().middle.certificate};  // sent behind it
  int version = TLS1_3_VERSION;
  bool wants_certificate = false;  // of the client, signed by the root
  std::string protocol = {};       // the one it chooses by ALPN
  int security_level = 2;
};

class tls_server {
 public:
  explicit tls_server(const server_settings& how = {}) : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
    SSL_CTX* const raw = context_.get();
    SSL_CTX_set_security_level(raw, how.security_level);
    SSL_CTX_set_min_proto_version(raw, how.version);
    SSL_CTX_set_max_proto_version(raw, how.version);
    REQUIRE(SSL_CTX_use_certificate(raw, how.own.certificate.get()) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey(raw, how.own.key.get()) == 1);
    for (const auto& each : how.chain) SSL_CTX_add1_chain_cert(raw, each.get());
    SSL_CTX_set_mode(raw, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_options(raw, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(raw), world().root.certificate.get());
    if (how.wants_certificate) SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    protocol_ = how.protocol;
    if (!protocol_.empty()) SSL_CTX_set_alpn_select_cb(raw, choose, this);
    ssl_.reset(SSL_new(raw));
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_accept_state(ssl_.get());
  }

  /// Takes what the client sent, goes on with the handshake or reads, and returns what is to be sent.
  std::string step(std::string_view came) {
    if (!came.empty()) BIO_write(in_, came.data(), static_cast<int>(came.size()));
    if (!SSL_is_init_finished(ssl_.get())) SSL_do_handshake(ssl_.get());
    std::array<char, 4096> plain;
    std::size_t size = 0;
    while (SSL_is_init_finished(ssl_.get()) && SSL_read_ex(ssl_.get(), plain.data(), plain.size(), &size) == 1)
      received.append(plain.data(), size);
    return take_output();
  }
  std::string say(std::string_view text) {
    std::size_t size = 0;
    SSL_write_ex(ssl_.get(), text.data(), text.size(), &size);
    return take_output();
  }
  std::string say_end() {
    SSL_shutdown(ssl_.get());
    return take_output();
  }
  std::string take_output() {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out_, &data);
    std::string all(data, static_cast<std::size_t>(size));
    BIO_reset(out_);
    return all;
  }
  bool established() const { return SSL_is_init_finished(ssl_.get()) == 1; }
  std::string asked_name() const {
    const char* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    return name != nullptr ? name : "";
  }
  SSL* raw() { return ssl_.get(); }

  std::string received;  // plain text

 private:
  static int choose(SSL*, const unsigned char** out, unsigned char* size, const unsigned char*, unsigned, void* self) {
    const std::string& name = static_cast<tls_server*>(self)->protocol_;
    *out = reinterpret_cast<const unsigned char*>(name.data());
    *size = static_cast<unsigned char>(name.size());
    return SSL_TLSEXT_ERR_OK;
  }

  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_{nullptr, SSL_free};
  std::string protocol_;
  BIO* in_;
  BIO* out_;
};

/// Serves `over` until the client closes. `greeting` is said once the handshake is done.
inline async::task<void> serve(uv::tcp_stream& over, tls_server& with, std::string greeting) {
  std::array<char, 4096> buffer;
  bool greeted = greeting.empty();
  while (true) {
    const auto size = co_await over.read(buffer);
    if (!size || *size == 0) break;
    std::string answer = with.step(std::string_view(buffer.data(), *size));
    if (!greeted && with.established()) {
      answer += with.say(greeting);
      greeted = true;
    }
    co_await over.write(answer);
  }
}

}  // namespace reachd::test
