// SPDX-License-Identifier: Apache-2.0
#include "config/host.hpp"

#include <doctest/doctest.h>

namespace reachd::config {

TEST_CASE("addresses and DNS names are hosts") {
  for (const std::string& host :
       {std::string("192.168.1.1"), std::string("::1"), std::string("fe80::1%eth0"), std::string("2001:db8::2"),
        std::string("::ffff:192.0.2.1"), std::string("host.name"), std::string("host.name."), std::string("_gateway"),
        std::string("a-b_c.1x"), std::string("xn--bcher-kva.example"), std::string(63, 'a') + ".b",
        std::string("3com.example"), std::string("0xyz")}) {
    CAPTURE(host);
    CHECK(check_host(host).has_value());
  }
}

TEST_CASE("numbers that are no address are refused as such, not looked up") {
  for (const char* host : {"10", "1.2", "010.1.1.1", "127.1", "256.1.1.1", "1.2.3.4.5", "1.2.3.4.", "0x7f.1",
                           "0x7f000001", "2130706433", "host.1"}) {
    CAPTURE(host);
    const auto refused = check_host(host);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("is no IPv4 address") != std::string::npos);
  }
}

TEST_CASE("the gateway is a host, and any other name with an underscore is a DNS name") {
  CHECK(check_host(gateway_host).has_value());
  for (const char* name : {"_gateway.", "_Gateway", "_gateway.example.net", "_outbound", "_"}) CHECK(check_host(name));
  for (const char* name : {"_gateway..", "_gate way", "_gateway/24", "[_gateway]", "_gateway%eth0", "-_gateway"}) {
    CAPTURE(name);
    CHECK_FALSE(check_host(name));
  }
}

TEST_CASE("what is neither is refused") {
  for (const std::string& host :
       {std::string(""), std::string("a b"), std::string("a..b"), std::string(".a"), std::string("."),
        std::string("-a"), std::string("a-.b"), std::string("a\x1B[31m"),
        std::string("b\xC3\xBC"
                    "cher.de"),
        std::string("10.0.0.0/24"), std::string("[::1]"), std::string("::1::"), std::string("fe80::1%"),
        std::string("fe80::1%a/b"), std::string("fe80::1%waytoolonginterface"), std::string("user@host"),
        std::string(64, 'a'), std::string(300, 'a'), std::string("1:2:3")}) {
    CAPTURE(host);
    CHECK_FALSE(check_host(host).has_value());
  }
  CHECK_FALSE(check_host({"192.0.2.1\0x", 11}).has_value());
  CHECK(check_host("db:5432").error().hint == "for a port write 'tcp://db:5432'");
}

TEST_CASE("a tcp url names a host and a port") {
  CHECK(parse_url("tcp://db:5432")->host == "db");
  CHECK(parse_url("tcp://db:5432")->port == 5432);
  CHECK(parse_url("tcp://[2001:db8::1]:80")->host == "2001:db8::1");
  CHECK(parse_url("tcp://_gateway:80")->host == gateway_host);
  CHECK(parse_url("tcp://[fe80::1%eth0]:80")->host == "fe80::1%eth0");
}

TEST_CASE("urls without a port, with more than one, or of another scheme are refused") {
  for (const char* url :
       {"tcp://db", "tcp://db:", "tcp://db:0", "tcp://db:65536", "tcp://db:080", "tcp://db:80/", "tcp://:80",
        "tcp://[::1]", "tcp://[::1:80", "tcp://::1:80", "tcp://[db]:80", "tcp://[::1]x:80", "tcp://u@db:80",
        "tcp://127.1:80", "tcp://", "://", "db:80", "udp://db:53", "TCP://db:1"}) {
    CAPTURE(url);
    CHECK_FALSE(parse_url(url).has_value());
  }
  CHECK(parse_url("icmp://host").error().hint == "for an ICMP echo write the host alone: 'host'");
  CHECK(parse_url("https://example.org/health").error().message.find("HTTP probe") != std::string::npos);
}

}  // namespace reachd::config
