// SPDX-License-Identifier: Apache-2.0
#include "tls/failure.hpp"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <set>

#include "uv/status.hpp"

using namespace reachd;
using tls::failed_by;

TEST_CASE("each kind has a word of its own") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(failed_by::local); ++i) words.insert(tls::name_of(static_cast<failed_by>(i)));
  CHECK(words.size() == static_cast<std::size_t>(failed_by::local) + 1);
  CHECK(words.contains("not_tls"));
}

TEST_CASE("what the stream says keeps its errno, and a stop is a stop") {
  const tls::failure stopped = tls::of_stream(uv::stopped_error("read"));
  CHECK(stopped.kind() == failed_by::stopped);
  CHECK(uv::is_stopped(stopped));
  const tls::failure reset = tls::of_stream(uv::error_of("read", -ECONNRESET));
  CHECK(reset.kind() == failed_by::connection);
  CHECK(reset.code() == ECONNRESET);
}

TEST_CASE("OpenSSL's queue becomes one sentence and is empty afterwards") {
  ERR_clear_error();
  ERR_raise(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + SSL_AD_UNRECOGNIZED_NAME);
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  const tls::failure alert = tls::of_openssl("TLS handshake");
  CHECK(alert.kind() == failed_by::alert);
  CHECK(alert.message() == "TLS handshake: the peer's alert: unrecognized name");
  CHECK(ERR_peek_error() == 0);
  ERR_raise(ERR_LIB_SSL, SSL_AD_REASON_OFFSET + 199);
  CHECK(tls::of_openssl("TLS read").message() == "TLS read: the peer's alert: number 199");
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  CHECK(tls::of_openssl("TLS handshake").kind() == failed_by::not_tls);
  ERR_raise(ERR_LIB_SSL, SSL_R_UNSUPPORTED_PROTOCOL);
  const tls::failure old = tls::of_openssl("TLS handshake");
  CHECK(old.kind() == failed_by::protocol);
  CHECK(old.message() == "TLS handshake: unsupported protocol");
  CHECK(tls::of_openssl("TLS handshake").kind() == failed_by::protocol);  // of nothing
}
