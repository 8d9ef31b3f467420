// SPDX-License-Identifier: Apache-2.0
#include "access/priorities.hpp"

#include <gnutls/gnutls.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace reachd::access {
namespace {

struct suite {
  std::string_view name;
  std::string_view exchange;  // empty: TLS 1.3, where it is no part of the suite
  std::string_view cipher;
  std::string_view mac;
};

/// Those that Go offers to choose from (crypto/tls, CipherSuites).
constexpr suite suites[] = {
    {"TLS_AES_128_GCM_SHA256", "", "AES-128-GCM", "AEAD"},
    {"TLS_AES_256_GCM_SHA384", "", "AES-256-GCM", "AEAD"},
    {"TLS_CHACHA20_POLY1305_SHA256", "", "CHACHA20-POLY1305", "AEAD"},
    {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA", "AES-128-GCM", "AEAD"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA", "AES-256-GCM", "AEAD"},
    {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA", "CHACHA20-POLY1305", "AEAD"},
    {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA", "AES-128-CBC", "SHA1"},
    {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA", "AES-256-CBC", "SHA1"},
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA", "AES-128-GCM", "AEAD"},
    {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA", "AES-256-GCM", "AEAD"},
    {"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA", "CHACHA20-POLY1305", "AEAD"},
    {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA", "AES-128-CBC", "SHA1"},
    {"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA", "AES-256-CBC", "SHA1"},
    {"TLS_RSA_WITH_AES_128_GCM_SHA256", "RSA", "AES-128-GCM", "AEAD"},
    {"TLS_RSA_WITH_AES_256_GCM_SHA384", "RSA", "AES-256-GCM", "AEAD"},
    {"TLS_RSA_WITH_AES_128_CBC_SHA", "RSA", "AES-128-CBC", "SHA1"},
    {"TLS_RSA_WITH_AES_256_CBC_SHA", "RSA", "AES-256-CBC", "SHA1"},
};

struct curve {
  std::string_view name;
  std::string_view group;
};
constexpr curve curves[] = {{"CurveP256", ":+GROUP-SECP256R1"},
                            {"CurveP384", ":+GROUP-SECP384R1"},
                            {"CurveP521", ":+GROUP-SECP521R1"},
                            {"X25519", ":+GROUP-X25519"}};

constexpr std::array<std::string_view, 4> versions = {":+VERS-TLS1.0", ":+VERS-TLS1.1", ":+VERS-TLS1.2",
                                                      ":+VERS-TLS1.3"};

template <typename Table>
auto find(const Table& table, std::string_view name) {
  return std::ranges::find_if(table, [&](const auto& one) { return one.name == name; });
}

core::result<std::string> suite_words(const std::vector<std::string>& names) {
  std::set<std::string_view> exchanges;
  std::set<std::string_view> ciphers;
  std::string out = ":-KX-ALL:-CIPHER-ALL:-MAC-ALL";
  for (const std::string& name : names) {
    const auto known = find(suites, name);
    if (known == std::end(suites)) return std::unexpected(core::error("no cipher suite is called '" + name + "'"));
    if (!known->exchange.empty() && exchanges.insert(known->exchange).second) (out += ":+") += known->exchange;
    if (ciphers.insert(known->cipher).second) ((out += ":+") += known->cipher).append(":+").append(known->mac);
  }
  for (const suite& one : suites) {
    const bool offered = exchanges.contains(one.exchange) && ciphers.contains(one.cipher);
    if (!offered || std::ranges::find(names, one.name) != names.end()) continue;
    return std::unexpected(core::error("with these cipher suites " + std::string(one.name) + " is offered, too"));
  }
  return out;
}

bool speaks_1_3(const tls_settings& wanted) {
  return wanted.cipher_suites.empty() || std::ranges::any_of(wanted.cipher_suites, [](const std::string& name) {
           const auto known = find(suites, name);
           return known != std::end(suites) && known->mac == "AEAD";
         });
}

core::result<std::string> curve_words(const std::vector<std::string>& names) {
  std::string out = ":-GROUP-ALL";
  for (const std::string& name : names) {
    const auto known = find(curves, name);
    if (known == std::end(curves)) return std::unexpected(core::error("no curve is called '" + name + "'"));
    out += known->group;
  }
  return out;
}

}  // namespace

core::result<std::string> priorities(const tls_settings& wanted) {
  if (wanted.least > wanted.most) return std::unexpected(core::error("the least version is above the highest"));
  std::string out = "NORMAL:-VERS-ALL";
  // TLS 1.3 has no suite without AEAD: its clients would find none in common, and would not fall back.
  const tls_version most = speaks_1_3(wanted) ? wanted.most : std::min(wanted.most, tls_version::v1_2);
  if (wanted.least > most) return std::unexpected(core::error("none of these cipher suites is of TLS 1.3"));
  for (auto at = static_cast<std::size_t>(most) + 1; at-- > static_cast<std::size_t>(wanted.least);) {
    out += versions.at(at);
  }
  if (!wanted.cipher_suites.empty()) {
    const auto words = suite_words(wanted.cipher_suites);
    if (!words) return words;
    out += *words;
  }
  if (!wanted.curves.empty()) {
    const auto words = curve_words(wanted.curves);
    if (!words) return words;
    out += *words;
  }
  if (wanted.own_order) out += ":%SERVER_PRECEDENCE";
  gnutls_priority_t made = nullptr;
  const int status = gnutls_priority_init(&made, out.c_str(), nullptr);
  if (status != GNUTLS_E_SUCCESS) return std::unexpected(core::error(gnutls_strerror(status)));
  gnutls_priority_deinit(made);
  return out;
}

}  // namespace reachd::access
