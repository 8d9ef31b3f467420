// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_destination.hpp"

#include <doctest/doctest.h>

using namespace reachd;
using daemon::read_destination;
using options::kind;

namespace {

/// "HOST PORT", or in brackets why there is none, and whether a host would be looked up.
std::string read(kind probe, std::string_view text) {
  const auto got = read_destination(probe, text);
  if (got) return got->host + " " + std::to_string(got->port);
  return got.error().looked_up ? "(host)" : "(nothing)";
}

}  // namespace

TEST_CASE("each kind takes what it can probe") {
  CHECK(read(kind::icmp, "192.0.2.1") == "192.0.2.1 0");
  CHECK(read(kind::icmp, "2001:db8::1") == "2001:db8::1 0");
  CHECK(read(kind::tcp, "web.test:80") == "web.test 80");
  CHECK(read(kind::tcp, "[::1]:80") == "::1 80");
  CHECK(read(kind::dns, "192.0.2.53") == "192.0.2.53 53");
  CHECK(read(kind::dns, "::1") == "::1 53");
  CHECK(read(kind::dns, "[::1]:5353") == "::1 5353");
  CHECK(read(kind::http, "web.test") == "web.test 80");
  CHECK(read(kind::http, "https://[::1]:8443/a") == "::1 8443");
}

TEST_CASE("a URL is taken apart") {
  const auto got = read_destination(kind::http, "https://web.test:8443/a?b=c");
  REQUIRE(got);
  CHECK(got->url == fetch::url{true, "web.test", 8443, "web.test:8443", "/a?b=c"});
  CHECK(read_destination(kind::http, "web.test/a")->url.path == "/a");
}

TEST_CASE("an old spelling of an address is no host") {
  for (const char* odd : {"0x7f.1", "127.1", "017700000001", "2130706433", "0x7f000001", "127.0.0.01", "0"}) {
    CAPTURE(odd);
    CHECK(read(kind::icmp, odd) == "(host)");
    CHECK(read(kind::tcp, std::string(odd) + ":80") == "(host)");
    CHECK(read(kind::dns, odd) == "(host)");
    CHECK(read(kind::http, std::string("http://") + odd + "/") == "(host)");
  }
}

TEST_CASE("what has not even the shape of one is told apart") {
  for (const char* odd : {"127.0.0.1", "::1", "[::1]", "web.test"}) CHECK(read(kind::tcp, odd) == "(nothing)");
  for (const char* odd : {"http://[::1", "http://a b/", "http://127.0.0.1:abc/", "a\"b"}) {
    CAPTURE(odd);
    CHECK(read(kind::http, odd) == "(nothing)");
  }
  CHECK(read(kind::http, "ftp://127.0.0.1/") == "(host)");
  CHECK(read(kind::icmp, "[::1]") == "(host)");
  CHECK(read(kind::icmp, "a:80") == "(host)");
  CHECK(read_destination(kind::tcp, "web.test").error().message == "a tcp probe without a port; write HOST:PORT");
}
