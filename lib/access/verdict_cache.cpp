// SPDX-License-Identifier: Apache-2.0
#include "access/verdict_cache.hpp"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include <cstdint>
#include <new>
#include <stdexcept>

namespace reachd::access {
namespace {

constexpr std::size_t most_verdicts = 100;

}  // namespace

verdict_cache::verdict_cache() {
  if (gnutls_rnd(GNUTLS_RND_NONCE, salt_.data(), salt_.size()) != GNUTLS_E_SUCCESS) {
    throw std::runtime_error("GnuTLS has no random numbers");
  }
}

verdict_cache::key verdict_cache::key_of(std::string_view user, std::string_view password,
                                         std::string_view hash) const {
  gnutls_hash_hd_t sum = nullptr;
  if (gnutls_hash_init(&sum, GNUTLS_DIG_SHA256) != GNUTLS_E_SUCCESS) throw std::bad_alloc();
  gnutls_hash(sum, salt_.data(), salt_.size());
  for (const std::string_view part : {user, password, hash}) {
    const std::uint64_t size = part.size();  // so that no two splits of one text are the same
    gnutls_hash(sum, &size, sizeof size);
    gnutls_hash(sum, part.data(), part.size());
  }
  key out{};
  gnutls_hash_deinit(sum, out.data());
  return out;
}

std::optional<bool> verdict_cache::find(const key& asked) const {
  const auto known = verdicts_.find(asked);
  return known == verdicts_.end() ? std::nullopt : std::optional(known->second);
}

void verdict_cache::keep(const key& asked, bool right) {
  if (verdicts_.size() >= most_verdicts) verdicts_.clear();
  verdicts_.insert_or_assign(asked, right);
}

}  // namespace reachd::access
