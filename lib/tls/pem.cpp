// SPDX-License-Identifier: Apache-2.0
#include "tls/pem.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "tls/failure.hpp"

namespace reachd::tls {
namespace {

/// Without a callback of ours OpenSSL would ask on the terminal.
int no_password(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

}  // namespace

core::result<std::vector<owned_certificate>> read_certificates(std::string_view pem) {
  const owned_bio from = reading(pem);
  std::vector<owned_certificate> all;
  bool asked = false;
  ERR_clear_error();
  while (owned_certificate next{PEM_read_bio_X509_AUX(from.get(), nullptr, no_password, &asked)})
    all.push_back(std::move(next));
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string reason = take_reason();
  if (!at_end)
    return std::unexpected(
        core::error("certificate " + std::to_string(all.size() + 1) + " in it cannot be read: " + reason));
  if (all.empty()) return std::unexpected(core::error("no certificate is in it"));
  return all;
}

core::result<owned_key> read_key(std::string_view pem) {
  const owned_bio from = reading(pem);
  bool asked = false;
  ERR_clear_error();
  owned_key key(PEM_read_bio_PrivateKey(from.get(), nullptr, no_password, &asked));
  ERR_clear_error();
  if (asked) return std::unexpected(core::error("the key has a password; `openssl pkey` writes it without"));
  if (key == nullptr) return std::unexpected(core::error("no key that can be read is in it"));
  return key;
}

}  // namespace reachd::tls
