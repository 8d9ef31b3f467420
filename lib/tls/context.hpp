// SPDX-License-Identifier: Apache-2.0
// How connections are made, of one set of options. Role: made once for options that are the same and shared by all
// their sessions; TLS 1.2 or later, no session is ever resumed, no renegotiation. Making one is safe on the pool.
// Invariant: nothing changes after it was made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "options/tls.hpp"
#include "tls/authorities.hpp"

struct ssl_ctx_st;

namespace reachd::tls {

/// For ALPN (RFC 7301), such as "h2"; the first is liked best.
using protocol_names = std::vector<std::string>;

class context {
 public:
  /// Errors say which of the options cannot be used and why, and never what is in it.
  static core::result<std::shared_ptr<const context>> make(const options::tls& asked,
                                                           const protocol_names& protocols = {});
  /// With authorities that were read before, in place of asked.authorities.
  static core::result<std::shared_ptr<const context>> make(const options::tls& asked, const authorities& believed,
                                                           const protocol_names& protocols = {});

  ssl_ctx_st* raw() const { return raw_.get(); }
  const std::string& server_name() const { return server_name_; }
  bool insecure() const { return insecure_; }

 private:
  struct free_raw {
    void operator()(ssl_ctx_st* done) const;
  };

  explicit context(const options::tls& asked);

  std::unique_ptr<ssl_ctx_st, free_raw> raw_;
  std::string server_name_;
  bool insecure_;
};

}  // namespace reachd::tls
