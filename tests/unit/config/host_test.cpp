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
}

TEST_CASE("an http url is taken apart") {
  const auto full = parse_url("https://[2001:db8::1]:8443/a/b?c=d#e");
  REQUIRE(full);
  CHECK(full->probe == options::kind::http);
  CHECK(full->secure);
  CHECK(full->host == "2001:db8::1");
  CHECK(full->port == 8443);
  CHECK(full->authority == "[2001:db8::1]:8443");
  CHECK(full->path == "/a/b?c=d");
  const auto bare = parse_url("http://example.org");
  REQUIRE(bare);
  CHECK_FALSE(bare->secure);
  CHECK(bare->port == 80);
  CHECK(bare->authority == "example.org");
  CHECK(bare->path == "/");
  CHECK(parse_url("https://example.org?x")->path == "/?x");
  CHECK(parse_url("https://example.org")->port == 443);
}

TEST_CASE("an http url that no request could be made of is refused") {
  for (const char* url : {"http://", "http:///x", "https://a b/", "https://a/b c", "https://a/\xC3\xA9", "https://a:0/",
                          "https://a:65536/", "https://127.1/", "https://[a]/", "https://[::1/", "https://::1/",
                          "https://a..b/", "HTTP://a/", "ftp://a/"}) {
    CAPTURE(url);
    CHECK_FALSE(parse_url(url).has_value());
  }
  const auto secret = parse_url("https://me:hunter2@a/");
  REQUIRE_FALSE(secret);
  CHECK(secret.error().message.find("hunter2") == std::string::npos);
  CHECK(secret.error().hint.find("auth") != std::string::npos);
}

TEST_CASE("a server has a host, and a port where one is written") {
  const auto read = [](const char* text) {
    const auto got = parse_server(text);
    return got ? got->host + " " + std::to_string(got->port) : "no";
  };
  CHECK(read("192.0.2.53") == "192.0.2.53 0");
  CHECK(read("192.0.2.53:5353") == "192.0.2.53 5353");
  CHECK(read("ns.example.net:53") == "ns.example.net 53");
  CHECK(read("2001:db8::53") == "2001:db8::53 0");
  CHECK(read("[2001:db8::53]:53") == "2001:db8::53 53");
  for (const char* wrong : {"", "a:", "a:0", "127.1", "[::1", "1:2:3", "a b"}) CHECK(read(wrong) == "no");
}

}  // namespace reachd::config
