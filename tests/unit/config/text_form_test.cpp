// SPDX-License-Identifier: Apache-2.0
#include "config/text_form.hpp"

#include <doctest/doctest.h>

using namespace reachd::config;

namespace {

bool good(text_form form, std::string_view text) { return check_form(form, text).has_value(); }

}  // namespace

TEST_CASE("status codes and ranges") {
  CHECK(parse_status("200")->least == 200);
  CHECK(parse_status("200")->most == 200);
  CHECK(parse_status("301-308")->most == 308);
  for (const char* wrong : {"", "99", "600", "200-", "-200", "300-200", "2xx", "200-299-300", "+200", "0200", " 200"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_status(wrong));
    CHECK_FALSE(good(text_form::status, wrong));
  }
}

TEST_CASE("tokens, variables, pointers, patterns") {
  CHECK(good(text_form::token, "X-Api_Key.1"));
  for (const char* wrong : {"", "a b", "a:", "a\n", "\xC3\xA9"}) CHECK_FALSE(good(text_form::token, wrong));
  CHECK(good(text_form::variable, "_A1"));
  for (const char* wrong : {"", "1A", "A=B", "A B"}) CHECK_FALSE(good(text_form::variable, wrong));
  CHECK(good(text_form::json_pointer, "/a~1b/0"));
  CHECK_FALSE(good(text_form::json_pointer, "a"));
  CHECK(good(text_form::pattern, "^a{2}$"));
  CHECK_FALSE(good(text_form::pattern,
                   "a{2"
                   ")"));
}

TEST_CASE("addresses and links of this machine") {
  for (const char* right : {"192.0.2.1", "::1", "fe80::1%nowhere"}) CHECK(good(text_form::address, right));
  for (const char* wrong : {"", "a", "192.0.2.1:1", "[::1]", "127.1"}) CHECK_FALSE(good(text_form::address, wrong));
  for (const char* right : {"eth0", "eth0.100", "br-1", "vrf_red"}) CHECK(good(text_form::link_name, right));
  for (const char* wrong : {".", "..", "a b", "a/b", "a:1", "\xC3\xA9"}) CHECK_FALSE(good(text_form::link_name, wrong));
}

TEST_CASE("code points by number and name") {
  CHECK(parse_dscp("0") == 0);
  CHECK(parse_dscp("63") == 63);
  CHECK(parse_dscp("EF") == 46);
  CHECK(parse_dscp("af41") == 34);
  CHECK(parse_dscp("AF11") == 10);
  CHECK(parse_dscp("Cs6") == 48);
  CHECK(parse_dscp("LE") == 1);
  CHECK(parse_dscp("VA") == 44);
  for (const char* wrong : {"", "64", "046", "AF44", "AF51", "AF1", "CS8", "CS", "E", "-1", "1.5", "EFX"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_dscp(wrong));
    CHECK_FALSE(good(text_form::dscp, wrong));
  }
}

TEST_CASE("record types and response codes, with a hint") {
  CHECK(good(text_form::record_type, "aaaa"));
  CHECK(good(text_form::rcode, "NXDOMAIN"));
  CHECK_FALSE(good(text_form::rcode, "3"));
  const auto near = check_form(text_form::record_type, "AAA");
  REQUIRE_FALSE(near);
  CHECK(near.error().hint == "did you mean 'AAAA'?");
}

TEST_CASE("texts of other forms are judged elsewhere") {
  for (const text_form form : {text_form::any, text_form::host, text_form::url, text_form::endpoint}) {
    CHECK(good(form, "anything at all"));
  }
}
