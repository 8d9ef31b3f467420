// SPDX-License-Identifier: Apache-2.0
#include "tls/failure.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "uv/status.hpp"

namespace reachd::tls {
namespace {

/// The first is what went wrong, the others are where it was felt.
unsigned long take_first() {
  const unsigned long first = ERR_get_error();
  ERR_clear_error();
  return first;
}

std::string words_of(unsigned long code) {
  const char* const words = ERR_reason_error_string(code);
  return words != nullptr ? words : "error " + std::to_string(code);
}

/// OpenSSL 3.0 has words for those of TLS 1.3 only among its reasons: "tlsv13 alert certificate required".
std::string alert_name(int alert, unsigned long code) {
  constexpr std::string_view before = " alert ";
  const std::string known = SSL_alert_desc_string_long(alert);
  if (known != "unknown") return known;
  const std::string words = words_of(code);
  const std::size_t at = words.find(before);
  return at == std::string::npos ? "number " + std::to_string(alert) : words.substr(at + before.size());
}

}  // namespace

std::string_view name_of(failed_by kind) {
  switch (kind) {
    case failed_by::stopped:
      return "stopped";
    case failed_by::closed:
      return "closed";
    case failed_by::connection:
      return "connection";
    case failed_by::alert:
      return "alert";
    case failed_by::not_tls:
      return "not_tls";
    case failed_by::protocol:
      return "protocol";
    case failed_by::refused:
      return "refused";
    case failed_by::local:
      break;
  }
  return "local";
}

failure of_stream(const core::error& problem) {
  const failed_by kind = uv::is_stopped(problem) ? failed_by::stopped : failed_by::connection;
  return failure(kind, problem.message(), problem.code());
}

failure of_openssl(std::string_view context) {
  const unsigned long code = take_first();
  const int reason = ERR_GET_REASON(code);
  const std::string where = std::string(context) + ": ";
  // An alert that came is reported as SSL_AD_REASON_OFFSET and its number (openssl/sslerr.h).
  if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET && reason <= SSL_AD_REASON_OFFSET + 255)
    return failure(failed_by::alert, where + "the peer's alert: " + alert_name(reason - SSL_AD_REASON_OFFSET, code));
  if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason == SSL_R_WRONG_VERSION_NUMBER)
    return failure(failed_by::not_tls, where + "the peer does not speak TLS (wrong version number)");
  return failure(failed_by::protocol, where + words_of(code));
}

std::string take_reason() { return words_of(take_first()); }

}  // namespace reachd::tls
