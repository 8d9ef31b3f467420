// SPDX-License-Identifier: Apache-2.0
// A server on 127.0.0.1 in a thread of its own that does with each connection what a function says, in plain text or in
// TLS. Role: what probes ask in tests. Its calls block; they end when the client goes or the server is destroyed.
#pragma once

#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "core/address.hpp"
#include "core/unique_fd.hpp"
#include "support/tls_certificates.hpp"
#include "uv/process_setup.hpp"

namespace reachd::test {

/// One client.
class visitor {
 public:
  explicit visitor(int fd) : fd_(fd) {}

  /// What the client sent next; empty: it has gone.
  std::string hear() {
    std::array<char, 4096> piece{};
    const auto size = ssl_ ? static_cast<ssize_t>(SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size())))
                           : ::recv(fd_, piece.data(), piece.size(), 0);
    return size > 0 ? std::string(piece.data(), static_cast<std::size_t>(size)) : std::string();
  }
  /// Up to the empty line behind the header, or what there is of it.
  std::string hear_request() {
    std::string all;
    while (all.find("\r\n\r\n") == std::string::npos) {
      const std::string piece = hear();
      if (piece.empty()) break;
      all += piece;
    }
    return all;
  }
  /// False: the client has gone.
  bool say(std::string_view text) {
    while (!text.empty()) {
      const auto size = ssl_ ? static_cast<ssize_t>(SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())))
                             : ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  void wait_until_gone() {
    while (!hear().empty()) {
    }
  }
  /// False: the client does not want to go on, such as with this certificate.
  bool secure(const identity& as) {
    context_.reset(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX_use_certificate(context_.get(), as.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), as.key.get());
    // Of TLS 1.3 the server is done before the client has judged.
    SSL_CTX_set_max_proto_version(context_.get(), TLS1_2_VERSION);
    ssl_.reset(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(ssl_.get(), fd_);
    return SSL_accept(ssl_.get()) == 1;
  }

 private:
  int fd_;
  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<SSL> ssl_;
};

class scripted_server {
 public:
  using script = std::function<void(visitor&)>;

  explicit scripted_server(script does) : does_(std::move(does)) {
    uv::prepare_process();  // a client that goes is no SIGPIPE
    listening_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto any = core::endpoint{*core::address::parse("127.0.0.1"), 0}.to_socket_address();
    REQUIRE(::bind(listening_.get(), any.get(), any.length) == 0);
    REQUIRE(::listen(listening_.get(), 128) == 0);
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    REQUIRE(::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0);
    port_ = ntohs(bound.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  scripted_server(const scripted_server&) = delete;
  scripted_server& operator=(const scripted_server&) = delete;
  ~scripted_server() { end(); }

  std::uint16_t port() const { return port_; }
  /// Waits for the script, which the client that goes brings to its end; afterwards what it wrote can be read.
  void end() {
    if (!thread_.joinable()) return;
    ::shutdown(listening_.get(), SHUT_RDWR);  // ends the accept that waits
    thread_.join();
  }

 private:
  void serve() {
    for (;;) {
      const core::unique_fd client(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!client) return;
      visitor one(client.get());
      does_(one);
    }
  }

  script does_;
  core::unique_fd listening_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

/// A port of 127.0.0.1 where nobody listens.
inline std::uint16_t closed_port() {
  return scripted_server([](visitor&) {}).port();
}

}  // namespace reachd::test
