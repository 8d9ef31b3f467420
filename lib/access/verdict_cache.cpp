// SPDX-License-Identifier: Apache-2.0
#include "access/verdict_cache.hpp"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include <cstdint>
#include <new>
#include <stdexcept>

namespace reachd::access {
namespace {

constexpr std::size_t most_wrong = 100;
constexpr std::size_t most_right = 1000;

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
  if (right_.contains(asked)) return true;
  if (wrong_.contains(asked)) return false;
  return std::nullopt;
}

void verdict_cache::keep(const key& asked, bool right) {
  (right ? wrong_ : right_).erase(asked);
  std::set<key>& kept = right ? right_ : wrong_;
  if (kept.size() >= (right ? most_right : most_wrong)) kept.clear();
  kept.insert(asked);
}

}  // namespace reachd::access
