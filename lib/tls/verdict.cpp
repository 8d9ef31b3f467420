// SPDX-License-Identifier: Apache-2.0
#include "tls/verdict.hpp"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>

namespace reachd::tls {
namespace {

/// A chain may be wrong in many places; nobody reads more.
constexpr std::size_t most_findings = 8;

struct row {
  int x509_error;
  verdict kind;
};

constexpr std::array table{
    row{X509_V_OK, verdict::ok},
    row{X509_V_ERR_CERT_REVOKED, verdict::revoked},
    row{X509_V_ERR_CERT_SIGNATURE_FAILURE, verdict::bad_signature},
    row{X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, verdict::bad_signature},
    row{X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, verdict::bad_signature},
    row{X509_V_ERR_CERT_HAS_EXPIRED, verdict::expired},
    row{X509_V_ERR_CERT_NOT_YET_VALID, verdict::not_yet_valid},
    row{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, verdict::self_signed},
    row{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, verdict::unknown_issuer},
    row{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, verdict::unknown_issuer},
    row{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, verdict::unknown_issuer},
    row{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, verdict::unknown_issuer},
    row{X509_V_ERR_CERT_UNTRUSTED, verdict::unknown_issuer},
    row{X509_V_ERR_HOSTNAME_MISMATCH, verdict::wrong_name},
    row{X509_V_ERR_IP_ADDRESS_MISMATCH, verdict::wrong_name},
    row{X509_V_ERR_INVALID_PURPOSE, verdict::bad_purpose},
    row{X509_V_ERR_INVALID_CA, verdict::bad_purpose},
    row{X509_V_ERR_PATH_LENGTH_EXCEEDED, verdict::bad_purpose},
    row{X509_V_ERR_KEYUSAGE_NO_CERTSIGN, verdict::bad_purpose},
    row{X509_V_ERR_CERT_REJECTED, verdict::bad_purpose},
    row{X509_V_ERR_PERMITTED_VIOLATION, verdict::bad_purpose},
    row{X509_V_ERR_EXCLUDED_VIOLATION, verdict::bad_purpose},
    row{X509_V_ERR_EE_KEY_TOO_SMALL, verdict::weak},
    row{X509_V_ERR_CA_KEY_TOO_SMALL, verdict::weak},
    row{X509_V_ERR_CA_MD_TOO_WEAK, verdict::weak},
};

constexpr std::array<std::string_view, 11> names{
    "ok",         "revoked",     "bad_signature", "expired", "not_yet_valid", "self_signed", "unknown_issuer",
    "wrong_name", "bad_purpose", "weak",          "other"};

}  // namespace

std::string_view name_of(verdict kind) { return names[static_cast<std::size_t>(kind)]; }

verdict verdict_of(int x509_error) {
  const auto at = std::ranges::find(table, x509_error, &row::x509_error);
  return at == table.end() ? verdict::other : at->kind;
}

void findings::add(int x509_error, int depth) {
  if (std::ranges::find(found_, x509_error, &finding::x509_error) != found_.end()) return;
  if (found_.size() < most_findings) return found_.push_back({x509_error, depth});
  // The last place goes to what has precedence.
  const auto kind = [](const finding& of) { return verdict_of(of.x509_error); };
  const auto least = std::ranges::max_element(found_, {}, kind);
  if (verdict_of(x509_error) < kind(*least)) *least = {x509_error, depth};
}

judgement findings::judge() const {
  if (found_.empty() && finished_) return {verdict::ok, {}};
  if (found_.empty()) return {verdict::other, "the certificate was not verified"};
  std::vector<finding> ordered = found_;
  std::ranges::stable_sort(ordered, {}, [](const finding& of) { return verdict_of(of.x509_error); });
  judgement all{verdict_of(ordered.front().x509_error), {}};
  for (const finding& each : ordered) {
    if (!all.sentence.empty()) all.sentence += "; ";
    all.sentence += X509_verify_cert_error_string(each.x509_error);
    if (each.depth > 0) all.sentence += " (the issuer's, " + std::to_string(each.depth) + " above)";
  }
  return all;
}

}  // namespace reachd::tls
