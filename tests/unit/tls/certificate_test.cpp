// SPDX-License-Identifier: Apache-2.0
#include "tls/certificate.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/tls_certificates.hpp"
#include "uv/loop.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using test::identity;
using test::issue;
using test::wanted;
using test::world;

namespace {

tls::certificate facts_of(const identity& of) { return tls::describe(*of.certificate, nullptr); }

bool about(core::wall_time at, core::nanoseconds from_now) {
  return std::chrono::abs(at - (uv::wall_now() + from_now)) < 60s;
}

/// Adds `bytes` to the subject as they are, said to be of `encoding`.
void set_raw_subject(X509* of, std::string_view bytes, int encoding = V_ASN1_UTF8STRING) {
  X509_NAME* const name = X509_get_subject_name(of);
  X509_NAME_add_entry_by_txt(name, "CN", encoding, reinterpret_cast<const unsigned char*>(bytes.data()),
                             static_cast<int>(bytes.size()), -1, 0);
}

/// Adds a DNS name as it is, whatever is in it.
void set_raw_names(X509* of, const std::vector<std::string>& names) {
  GENERAL_NAMES* const all = GENERAL_NAMES_new();
  for (const std::string& each : names) {
    GENERAL_NAME* const made = GENERAL_NAME_new();
    ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, each.data(), static_cast<int>(each.size()));
    GENERAL_NAME_set0_value(made, GEN_DNS, text);
    sk_GENERAL_NAME_push(all, made);
  }
  X509_add1_ext_i2d(of, NID_subject_alt_name, all, 0, X509V3_ADD_DEFAULT);
  GENERAL_NAMES_free(all);
}

}  // namespace

TEST_CASE("a certificate tells its dates, names, serial and fingerprint") {
  wanted what;
  what.alternative = "DNS:example.org,DNS:*.example.org,IP:192.0.2.1,IP:2001:db8::1,email:a@example.org,URI:https://x/";
  what.before_signing = [](X509* raw) { ASN1_INTEGER_set(X509_get_serialNumber(raw), 0x0a0b0c); };
  const tls::certificate facts = facts_of(issue(what, &world().middle));
  CHECK(about(facts.not_before, -1h));
  CHECK(about(facts.not_after, 720h));
  CHECK(facts.chain_not_after == facts.not_after);
  CHECK(facts.chain_length == 1);
  CHECK(facts.subject == "CN=example.org");
  CHECK(facts.issuer == "CN=test middle");
  CHECK(facts.serial == "a0b0c");
  CHECK(facts.sha256.size() == 64);
  CHECK(facts.sha256.find_first_not_of("0123456789abcdef") == std::string::npos);
  const std::vector<std::string> names{"example.org", "*.example.org", "192.0.2.1",
                                       "2001:db8::1", "a@example.org", "https://x/"};
  CHECK(facts.names == names);
  CHECK(facts.names_left_out == 0);
}

TEST_CASE("the chain ends with what ends first of all that was sent") {
  wanted short_lived = test::authority("short");
  short_lived.ends_seconds = 3600;
  const identity middle = issue(short_lived, &world().root);
  const identity leaf = issue(wanted(), &middle);
  STACK_OF(X509)* const sent = sk_X509_new_null();
  for (const identity* each : {&leaf, &middle, &world().root}) sk_X509_push(sent, each->certificate.get());
  const tls::certificate facts = tls::describe(*leaf.certificate, sent);
  sk_X509_free(sent);
  CHECK(about(facts.not_after, 720h));
  CHECK(about(facts.chain_not_after, 1h));
  CHECK(facts.chain_length == 3);
}

TEST_CASE("dates beyond what a wall_time can hold are the nearest, and unreadable ones are long ago") {
  wanted what;
  what.before_signing = [](X509* raw) {
    ASN1_TIME_set_string(X509_getm_notBefore(raw), "00010101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(raw), "99991231235959Z");
  };
  tls::certificate facts = facts_of(issue(what));
  CHECK(facts.not_after > core::wall_time(std::chrono::hours(24 * 365 * 290)));
  CHECK(facts.not_before < core::wall_time(-std::chrono::hours(24 * 365 * 290)));
  what.before_signing = [](X509* raw) { ASN1_STRING_set(X509_getm_notAfter(raw), "whenever", -1); };
  CHECK(facts_of(issue(what)).not_after == core::wall_time());
}

TEST_CASE("names in other scripts are UTF-8, and what is no text cannot do harm") {
  wanted what;
  what.name = "Bücher 例え";
  CHECK(facts_of(issue(what)).subject == "CN=Bücher 例え");
  what.name = "";
  CHECK(facts_of(issue(what)).subject.empty());
  for (const std::string_view raw :
       {std::string_view("a\0b", 3), std::string_view("\x1b[2J\n"), std::string_view("\u202Ex")}) {
    what.before_signing = [raw](X509* of) { set_raw_subject(of, raw); };
    const std::string shown = facts_of(issue(what)).subject;
    CHECK_FALSE(shown.empty());
    CHECK(std::ranges::none_of(shown, [](char each) { return each >= 0 && each < 0x20; }));
    CHECK(shown.find("\u202E") == std::string::npos);
  }
  // Bytes that are not of their encoding do not come so far: OpenSSL does not take such a name for one.
  what.before_signing = [](X509* of) {
    set_raw_subject(of,
                    "\xfc"
                    "ber",
                    V_ASN1_T61STRING);
  };
  CHECK(facts_of(issue(what)).subject == "CN=über");
}

TEST_CASE("whatever a peer puts into it, what is kept is small") {
  wanted what;
  what.alternative = "";
  what.before_signing = [](X509* of) {
    for (int i = 0; i < 200; ++i)
      X509_NAME_add_entry_by_txt(X509_get_subject_name(of), "OU", MBSTRING_ASC,
                                 reinterpret_cast<const unsigned char*>("many units"), -1, -1, 0);
    std::vector<std::string> names(5000, "n.example.org");
    names[0] = std::string(5000, 'x');
    names[1] = std::string("good.example.org\0.evil.example", 30);
    set_raw_names(of, names);
    BIGNUM* const number = BN_new();
    BN_set_bit(number, 4000);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(of));
    BN_free(number);
  };
  const tls::certificate facts = facts_of(issue(what));
  CHECK(facts.subject.size() <= 512);
  CHECK(facts.subject.ends_with("…"));
  CHECK(facts.names.size() == 100);
  CHECK(facts.names_left_out == 4900);
  CHECK(facts.names[0].size() <= 256);
  CHECK(facts.names[1] == "good.example.org\uFFFD.evil.example");
  CHECK(facts.serial.size() <= 65);
}

TEST_CASE("addresses of no length and serials below zero are told as well as can be") {
  wanted what;
  what.before_signing = [](X509* of) { ASN1_INTEGER_set(X509_get_serialNumber(of), -5); };
  CHECK(facts_of(issue(what)).serial == "-5");
  what.before_signing = [](X509* of) { ASN1_INTEGER_set(X509_get_serialNumber(of), 0); };
  CHECK(facts_of(issue(what)).serial == "0");
  what.alternative = "DNS:b.example";
  what.before_signing = [](X509* of) {
    GENERAL_NAMES* const all = GENERAL_NAMES_new();
    GENERAL_NAME* const made = GENERAL_NAME_new();
    ASN1_OCTET_STRING* const address = ASN1_OCTET_STRING_new();
    ASN1_STRING_set(address, "12345", 5);
    GENERAL_NAME_set0_value(made, GEN_IPADD, address);
    sk_GENERAL_NAME_push(all, made);
    X509_add1_ext_i2d(of, NID_subject_alt_name, all, 0, X509V3_ADD_REPLACE);
    GENERAL_NAMES_free(all);
  };
  CHECK(facts_of(issue(what)).names.empty());
}
