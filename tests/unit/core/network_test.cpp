// SPDX-License-Identifier: Apache-2.0
#include "core/network.hpp"

#include <doctest/doctest.h>

namespace reachd::core {
namespace {

network net(const char* text) {
  const auto parsed = network::parse(text);
  REQUIRE_MESSAGE(parsed, text);
  return *parsed;
}
address at(const char* text) { return address::parse(text).value(); }
std::string complaint(const char* text) { return network::parse(text).error().message(); }

}  // namespace

TEST_CASE("a network holds the addresses of its prefix and no other") {
  CHECK(net("192.0.2.0/24").contains(at("192.0.2.0")));
  CHECK(net("192.0.2.0/24").contains(at("192.0.2.255")));
  CHECK_FALSE(net("192.0.2.0/24").contains(at("192.0.3.0")));
  CHECK(net("192.0.2.128/25").contains(at("192.0.2.128")));
  CHECK_FALSE(net("192.0.2.128/25").contains(at("192.0.2.127")));
  CHECK(net("2001:db8:8000::/33").contains(at("2001:db8:ffff::1")));
  CHECK_FALSE(net("2001:db8:8000::/33").contains(at("2001:db8:7fff::1")));
  CHECK(net("fe80::/10").contains(at("fe80::1%lo")));
}

TEST_CASE("a network of everything holds one family") {
  CHECK(net("0.0.0.0/0").contains(at("255.1.2.3")));
  CHECK_FALSE(net("0.0.0.0/0").contains(at("::1")));
  CHECK(net("::/0").contains(at("ff02::1")));
  CHECK_FALSE(net("::/0").contains(at("127.0.0.1")));
}

TEST_CASE("an address alone is a network of one") {
  CHECK(net("192.0.2.7").to_string() == "192.0.2.7/32");
  CHECK(net("::1").to_string() == "::1/128");
  CHECK(net("::1").contains(at("::1")));
  CHECK_FALSE(net("::1").contains(at("::")));
}

TEST_CASE("what is no network is told with what to write instead") {
  CHECK(complaint("192.0.2.1/24").ends_with("write 192.0.2.0/24"));
  CHECK(complaint("2001:db8::1/32").ends_with("write 2001:db8::/32"));
  CHECK(complaint("::ffff:192.0.2.0/120").ends_with("write it as IPv4"));
  CHECK(complaint("fe80::1%lo").ends_with("a network has no zone"));
  for (const char* bad : {"192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/08", "192.0.2.0/24 ", "::/129"})
    CHECK(complaint(bad).find("a number from 0 to ") != std::string::npos);
  for (const char* bad : {"", "/8", "10/8", "10.0.0/8", "example.org/8", "0x7f.1/8", "[::1]/128"})
    CHECK(complaint(bad).find("write ADDRESS/BITS") != std::string::npos);
}

TEST_CASE("what a dialled address leads to is what is judged") {
  CHECK(destination_of(at("::ffff:127.0.0.1")) == at("127.0.0.1"));
  CHECK(destination_of(at("::ffff:7f00:1")) == at("127.0.0.1"));
  CHECK(destination_of(at("0.0.0.0")) == at("127.0.0.1"));
  CHECK(destination_of(at("::ffff:0.0.0.0")) == at("127.0.0.1"));
  CHECK(destination_of(at("::")) == at("::1"));
  CHECK(destination_of(at("::127.0.0.1")) == at("::127.0.0.1"));
  CHECK(destination_of(at("192.0.2.1")) == at("192.0.2.1"));
}

}  // namespace reachd::core
