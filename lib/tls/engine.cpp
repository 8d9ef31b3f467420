// SPDX-License-Identifier: Apache-2.0
#include "tls/engine.hpp"

#include <openssl/err.h>

#include <utility>

#include "core/address.hpp"
#include "tls/owned.hpp"
#include "tls/readable.hpp"

namespace reachd::tls {
namespace {

/// A chain of 100 KiB (what OpenSSL allows) fits; so does the longest record with what a server sends around it.
constexpr std::size_t most_fruitless_bytes = 256 * 1024;
constexpr std::size_t most_bytes_of_protocol = 64;

/// Takes every finding down and goes on.
int collect(int ok, X509_STORE_CTX* at) noexcept {
  const void* const ssl = X509_STORE_CTX_get_ex_data(at, SSL_get_ex_data_X509_STORE_CTX_idx());
  auto& into = *static_cast<findings*>(SSL_get_app_data(static_cast<const SSL*>(ssl)));
  const int depth = X509_STORE_CTX_get_error_depth(at);
  // The server's own certificate comes last, when all else was looked at.
  if (ok != 0 && depth == 0) into.finish();
  if (ok == 0) into.add(X509_STORE_CTX_get_error(at), depth);
  return 1;
}

/// Of a record: an alert or a part of the handshake, of version 3.x (RFC 8446 §5.1).
bool begins_tls(std::string_view bytes) {
  const bool type = bytes[0] == SSL3_RT_ALERT || bytes[0] == SSL3_RT_HANDSHAKE;
  return type && (bytes.size() < 2 || bytes[1] == SSL3_VERSION_MAJOR);
}

}  // namespace

void engine::free_ssl::operator()(ssl_st* done) const { SSL_free(done); }

engine::engine(std::shared_ptr<const context> how, std::string_view host)
    : how_(std::move(how)), ssl_(given(SSL_new(how_->raw()))) {
  owned_bio in = memory(), out = memory();
  in_ = in.get();
  out_ = out.get();
  SSL_set_bio(ssl_.get(), in.release(), out.release());
  SSL_set_connect_state(ssl_.get());
  SSL_set_app_data(ssl_.get(), &findings_);
  SSL_set_verify(ssl_.get(), SSL_VERIFY_NONE, collect);
  const std::string_view name = how_->server_name().empty() ? host : std::string_view(how_->server_name());
  ERR_clear_error();
  if (!set_name(name))
    fail(failure(failed_by::local, "TLS: '" + readable(name, 256) + "' is no name a certificate can be for"));
}

bool engine::set_name(std::string_view host) {
  if (const auto address = core::address::parse(host.substr(0, host.find('%')))) {
    const std::size_t size = address->family() == core::family::v4 ? 4 : 16;
    return X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl_.get()), address->bytes().data(), size) == 1;
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  // To OpenSSL an empty name is any, and one that begins with a dot any below it.
  if (host.empty() || host.starts_with('.') || host.find('\0') != host.npos) return false;
  const std::string name(host);
  SSL_set_hostflags(ssl_.get(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(ssl_.get(), name.c_str()) == 1 && SSL_set_tlsext_host_name(ssl_.get(), name.c_str()) == 1;
}

engine::step engine::fail(failure why) {
  if (!problem_) problem_ = std::move(why);
  return step::failed;
}

engine::step engine::step_of(int returned, std::string_view context) {
  if (returned > 0) return step::done;
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      return step::wants_more;
    case SSL_ERROR_ZERO_RETURN:
      return step::ended;
    default:
      return fail(of_openssl(context));
  }
}

engine::step engine::shake() {
  if (problem_) return step::failed;
  ERR_clear_error();
  const step how = step_of(SSL_do_handshake(ssl_.get()), "TLS handshake");
  if (how == step::ended) return fail(failure(failed_by::closed, "TLS handshake: the peer ended it (close_notify)"));
  if (how != step::done) return how;
  established_ = true;
  fruitless_ = 0;
  // Nothing is taken to be well for want of a finding.
  const long left = SSL_get_verify_result(ssl_.get());
  if (left != X509_V_OK) findings_.add(static_cast<int>(left), 0);
  judged_ = findings_.judge();
  if (SSL_get0_peer_certificate(ssl_.get()) == nullptr) judged_ = {verdict::other, "the server shows no certificate"};
  return how;
}

handshake_result engine::result() const {
  handshake_result made;
  made.judged = judged_;
  if (const X509* const leaf = SSL_get0_peer_certificate(ssl_.get()))
    made.shown = describe(*leaf, SSL_get_peer_cert_chain(ssl_.get()));
  made.version = SSL_get_version(ssl_.get());
  made.cipher = SSL_get_cipher_name(ssl_.get());
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &chosen, &size);
  if (size > 0) made.protocol = readable({reinterpret_cast<const char*>(chosen), size}, most_bytes_of_protocol);
  return made;
}

engine::step engine::decrypt(std::span<char> into, std::size_t& size) {
  if (problem_) return step::failed;
  if (truncated_) return step::ended;
  ERR_clear_error();
  const step how = step_of(SSL_read_ex(ssl_.get(), into.data(), into.size(), &size), "TLS read");
  if (how == step::done) fruitless_ = 0;
  return how;
}

engine::step engine::encrypt(std::string_view piece) {
  if (problem_) return step::failed;
  ERR_clear_error();
  std::size_t taken = 0;
  const step how = step_of(SSL_write_ex(ssl_.get(), piece.data(), piece.size(), &taken), "TLS write");
  // Into memory everything goes at once; there is no renegotiation to wait for.
  return how == step::done ? how : fail(failure(failed_by::protocol, "TLS write: nothing can be written any more"));
}

void engine::say_end() {
  ERR_clear_error();
  if (established_ && !problem_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

bool engine::feed(std::size_t size) {
  const std::string_view came(room_.data(), size);
  if (std::exchange(first_, false) && !begins_tls(came)) {
    fail(failure(failed_by::not_tls, "TLS handshake: the peer does not speak TLS (wrong version number)"));
    return false;
  }
  fruitless_ += size;
  if (fruitless_ > most_fruitless_bytes) {
    fail(failure(failed_by::protocol, established_ ? "TLS read: the peer sends much and says nothing"
                                                   : "TLS handshake: the peer does not come to an end"));
    return false;
  }
  if (BIO_write(in_, came.data(), static_cast<int>(size)) != static_cast<int>(size)) throw std::bad_alloc();
  return true;
}

std::optional<failure> engine::end_of_stream() {
  truncated_ = established_;
  if (established_) return std::nullopt;
  return failure(failed_by::closed, "TLS handshake: the peer closed the connection");
}

std::string engine::take_output() {
  std::string all(content(out_));
  BIO_reset(out_);
  return all;
}

bool engine::may_write() const { return established_ && (judged_.ok() || how_->insecure()); }

}  // namespace reachd::tls
