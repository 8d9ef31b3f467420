// SPDX-License-Identifier: Apache-2.0
#include "dns/rdata_text.hpp"

#include <doctest/doctest.h>

#include "support/dns_message.hpp"

using namespace std::string_literals;
using reachd::test::dns_message;

namespace {

std::string shown(std::uint16_t type, const std::string& data) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(data.data());
  return reachd::dns::rdata_text({bytes, data.size()}, type, {bytes, data.size()});
}
std::string name(const char* text) { return dns_message::encoded(text); }

}  // namespace

TEST_CASE("the data of each type are written as in a zone file") {
  CHECK(shown(1, "\xC0\x00\x02\x01"s) == "192.0.2.1");
  CHECK(shown(28, "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x09") == "2001:db8::9");
  CHECK(shown(2, name("ns.example.test")) == "ns.example.test.");
  CHECK(shown(5, name("")) == ".");
  CHECK(shown(15, "\0\x0A"s + name("mx.test")) == "10 mx.test.");
  CHECK(shown(16, "\x03one\x05t\"w\\\x01"s) == "\"one\" \"t\\\"w\\\\\\001\"");
  CHECK(shown(16, "\0"s) == "\"\"");
  CHECK(shown(33, "\0\1\0\2\0\x50"s + name("a.test")) == "1 2 80 a.test.");
  CHECK(shown(257, "\0\x05issueca.test"s) == "0 issue \"ca.test\"");
  const std::string numbers = "\x78\x00\x00\x01"s + std::string(16, '\0');
  CHECK(shown(6, name("ns.test") + name("who.test") + numbers) == "ns.test. who.test. 2013265921 0 0 0 0");
}

TEST_CASE("a type that is not known, and data that break its rules, are told in hex") {
  CHECK(shown(999, "\x01\xAB"s) == "\\# 2 01ab");
  CHECK(shown(999, "") == "\\# 0");
  CHECK(shown(1, "\x01\x02\x03"s) == "\\# 3 010203");
  CHECK(shown(1, "\x01\x02\x03\x04\x05"s) == "\\# 5 0102030405");
  CHECK(shown(2,
              "\x05"
              "abc"s)
            .starts_with("\\# 4"));
  CHECK(shown(2, name("a") + "x").starts_with("\\# "));
  CHECK(shown(16, "").starts_with("\\# 0"));
  CHECK(shown(16,
              "\x05"
              "abc"s)
            .starts_with("\\# 4"));
  CHECK(shown(15, "\0"s).starts_with("\\# 1"));
  CHECK(shown(257,
              "\0\x09"
              "ab"s)
            .starts_with("\\# 4"));
}

TEST_CASE("a name that points to itself ends") { CHECK(shown(2, "\xC0\x00"s) == "\\# 2 c000"); }
