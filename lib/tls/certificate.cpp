// SPDX-License-Identifier: Apache-2.0
#include "tls/certificate.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <span>

#include "core/address.hpp"
#include "tls/owned.hpp"
#include "tls/readable.hpp"

namespace reachd::tls {
namespace {

constexpr std::size_t most_names = 100, most_bytes_of_name = 256, most_bytes_of_subject = 512;
constexpr std::size_t most_bytes_of_serial = 32;  // RFC 5280 §4.1.2.2 allows 20

using bytes = std::span<const unsigned char>;

bytes bytes_of(const ASN1_STRING* of) {
  return {ASN1_STRING_get0_data(of), static_cast<std::size_t>(std::max(0, ASN1_STRING_length(of)))};
}

std::string hex(bytes of) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : of) text.append({digits[byte >> 4], digits[byte & 15]});
  return text;
}

core::wall_time time_of(const ASN1_TIME* of) {
  // "No well-defined end" is the year 9999 (RFC 5280 §4.1.2.5); nanoseconds in 64 bits end in 2262.
  constexpr std::time_t furthest = INT64_MAX / 1'000'000'000;
  std::tm parts{};
  if (ASN1_TIME_to_tm(of, &parts) != 1) return {};
  return core::wall_time(std::chrono::seconds(std::clamp(timegm(&parts), -furthest, furthest)));
}

std::string text_of(const X509_NAME* of) {
  const owned_bio out = memory();
  // As UTF-8, which the flag left out would escape byte by byte. It fails for what is not of the encoding it claims.
  constexpr unsigned long how = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  if (X509_NAME_print_ex(out.get(), of, 0, how) < 0) return "(unreadable)";
  return readable(content(out.get()), most_bytes_of_subject);
}

std::string serial_of(const X509& of) {
  const ASN1_INTEGER* const number = X509_get0_serialNumber(&of);
  const bytes all = bytes_of(number);
  const std::string text = hex(all.first(std::min(all.size(), most_bytes_of_serial)));
  const std::size_t first = std::min(text.find_first_not_of('0'), text.size());
  const std::string sign = ASN1_STRING_type(number) == V_ASN1_NEG_INTEGER ? "-" : "";
  return sign + (first == text.size() ? "0" : text.substr(first));
}

std::string text_of(const GENERAL_NAME& of) {
  int type = 0;
  const void* const value = GENERAL_NAME_get0_value(&of, &type);
  if (type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI) {
    const bytes raw = bytes_of(static_cast<const ASN1_STRING*>(value));
    return readable({reinterpret_cast<const char*>(raw.data()), raw.size()}, most_bytes_of_name);
  }
  if (type != GEN_IPADD) return {};
  const bytes raw = bytes_of(static_cast<const ASN1_STRING*>(value));
  in_addr v4{};
  in6_addr v6{};
  if (raw.size() == sizeof v4) {
    std::memcpy(&v4, raw.data(), sizeof v4);
    return core::address(v4).to_string();
  }
  if (raw.size() != sizeof v6) return {};
  std::memcpy(&v6, raw.data(), sizeof v6);
  return core::address(v6).to_string();
}

void read_names(const X509& of, certificate& out) {
  const owned_names all(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&of, NID_subject_alt_name, nullptr, nullptr)));
  const int count = all == nullptr ? 0 : sk_GENERAL_NAME_num(all.get());
  for (int i = 0; i < count; ++i) {
    if (out.names.size() == most_names) {
      out.names_left_out = static_cast<std::size_t>(count - i);
      return;
    }
    std::string name = text_of(*sk_GENERAL_NAME_value(all.get(), i));
    if (!name.empty()) out.names.push_back(std::move(name));
  }
}

}  // namespace

certificate describe(const x509_st& leaf, const stack_st_X509* sent) {
  certificate facts;
  facts.not_before = time_of(X509_get0_notBefore(&leaf));
  facts.not_after = facts.chain_not_after = time_of(X509_get0_notAfter(&leaf));
  const int count = sent == nullptr ? 0 : sk_X509_num(sent);
  facts.chain_length = static_cast<std::size_t>(std::max(1, count));
  for (int i = 0; i < count; ++i)
    facts.chain_not_after = std::min(facts.chain_not_after, time_of(X509_get0_notAfter(sk_X509_value(sent, i))));
  facts.subject = text_of(X509_get_subject_name(&leaf));
  facts.issuer = text_of(X509_get_issuer_name(&leaf));
  facts.serial = serial_of(leaf);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(&leaf, EVP_sha256(), digest.data(), &size) == 1) facts.sha256 = hex({digest.data(), size});
  read_names(leaf, facts);
  ERR_clear_error();  // what could not be read is no error of whoever asks next
  return facts;
}

}  // namespace reachd::tls
