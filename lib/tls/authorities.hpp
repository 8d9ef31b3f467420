// SPDX-License-Identifier: Apache-2.0
// Whom to believe. Role: read once and shared by all contexts that believe the same, for those of the system are some
// 140 certificates and take 10 to 20 ms: read them on the pool (uv/offload.hpp), which is safe.
// Owner: every copy is one; OpenSSL locks what is inside.
#pragma once

#include <memory>
#include <string>

#include "core/error.hpp"

struct x509_store_st;

namespace reachd::tls {

class authorities {
 public:
  /// `pem` empty: those of the system, read whole (Debian's bundle), unless SSL_CERT_FILE or SSL_CERT_DIR say
  /// otherwise. An intermediate or a server's own certificate may stand among them and is believed as it is.
  /// Errors: no certificate is in it, one cannot be read.
  static core::result<authorities> read(const std::string& pem);

  x509_store_st* raw() const { return store_.get(); }

 private:
  explicit authorities(std::shared_ptr<x509_store_st> store) : store_(std::move(store)) {}

  std::shared_ptr<x509_store_st> store_;
};

}  // namespace reachd::tls
