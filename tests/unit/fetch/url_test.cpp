// SPDX-License-Identifier: Apache-2.0
#include "fetch/url.hpp"

#include <doctest/doctest.h>

using reachd::fetch::parse_url;
using reachd::fetch::resolve;
using reachd::fetch::url;

namespace {

std::string complaint(std::string_view text) {
  const auto read = parse_url(text);
  return read ? "none: " + read->host : read.error().message();
}

std::string led_to(std::string_view from, std::string_view location) {
  const auto base = parse_url(from);
  REQUIRE(base);
  const auto to = resolve(*base, location);
  if (!to) return "refused: " + to.error().message();
  return (to->secure ? "https " : "http ") + to->host + ' ' + std::to_string(to->port) + ' ' + to->authority + ' ' +
         to->path;
}

}  // namespace

TEST_CASE("a URL is taken apart, with the port of its scheme where none is written") {
  CHECK(parse_url("https://example.org/health").value() == url{true, "example.org", 443, "example.org", "/health"});
  CHECK(parse_url("HTTP://Example.org").value() == url{false, "Example.org", 80, "Example.org", "/"});
  CHECK(parse_url("http://[2001:db8::1]:8080/x?y").value() ==
        url{false, "2001:db8::1", 8080, "[2001:db8::1]:8080", "/x?y"});
  CHECK(parse_url("http://192.0.2.1:80/").value() == url{false, "192.0.2.1", 80, "192.0.2.1:80", "/"});
  CHECK(parse_url("http://[fe80::1%25eth0]/").value() == url{false, "fe80::1%eth0", 80, "[fe80::1]", "/"});
  CHECK(parse_url("http://under_score.xn--bcher-kva.test./").value().host == "under_score.xn--bcher-kva.test.");
}

TEST_CASE("path and query stay as they are written, and a fragment is nobody's business") {
  CHECK(parse_url("http://a/b/../c//d?e=%2F&f=[1]#g").value().path == "/b/../c//d?e=%2F&f=[1]");
  CHECK(parse_url("http://a?q").value().path == "/?q");
  CHECK(parse_url("http://a/?").value().path == "/?");
  CHECK(parse_url("http://a#f").value().path == "/");
  CHECK(parse_url("http://a/@:x").value().path == "/@:x");
}

TEST_CASE("what cannot be asked is refused with advice") {
  CHECK(complaint("http://user:pass@example.org/") ==
        "a URL holds no user and password; write them as `http: {auth: ...}`");
  CHECK(complaint("https://b\xc3\xbc"
                  "cher.example/") == "the host is not ASCII; write its form for the DNS, which begins with xn--");
  CHECK(complaint("ftp://example.org/") == "it begins neither with http:// nor with https://");
  CHECK(complaint("example.org") == "it begins neither with http:// nor with https://");
  CHECK(complaint("http:/example.org") == "it begins neither with http:// nor with https://");
  CHECK(complaint("") == "it begins neither with http:// nor with https://");
  CHECK(complaint("http://") == "it has no host that can be asked");
  CHECK(complaint("http:///x") == "it has no host that can be asked");
  CHECK(complaint("http://:80/") == "it has no host that can be asked");
  for (const char* port : {"0", "65536", "x", "-1", "8a", "999999999999"}) {
    CAPTURE(port);
    CHECK(complaint(std::string("http://a:") + port + "/") == "the port is not a number from 1 to 65535");
  }
  for (const std::string host :
       {"[::1", "[::g]", "[]", "a b", "a,b", "a\\b", "::1", "%41", "a%00b", "*", "[1.2.3.4]"}) {
    CAPTURE(host);
    CHECK(complaint("http://" + host + "/").starts_with("it"));
  }
  CHECK(complaint("http://a/b c").starts_with("its path holds a space"));
  CHECK(complaint("http://a/b\tc") == "it holds a control character");
  CHECK(complaint(std::string("http://a/\0b", 11)) == "it holds a control character");
  CHECK(complaint("http://a/\xc3\xa4").starts_with("its path holds a space"));
  CHECK(complaint("http://a/" + std::string(8192, 'x')) == "it is longer than 8192 bytes");
}

TEST_CASE("a location leads on from where it came") {
  const char* const from = "https://a.test:8443/one/two?q=1";
  CHECK(led_to(from, "/three") == "https a.test 8443 a.test:8443 /three");
  CHECK(led_to(from, "three?x") == "https a.test 8443 a.test:8443 /one/three?x");
  CHECK(led_to(from, "../../../up") == "https a.test 8443 a.test:8443 /up");
  CHECK(led_to(from, "//b.test/x") == "https b.test 443 b.test /x");
  CHECK(led_to(from, "http://c.test") == "http c.test 80 c.test /");
  CHECK(led_to(from, "?only") == "https a.test 8443 a.test:8443 /one/two?only");
  CHECK(led_to("http://[::1]:81/", "x") == "http ::1 81 [::1]:81 /x");
}

TEST_CASE("a path that a server wrote with spaces or in UTF-8 is encoded") {
  CHECK(led_to("http://a/", "/b c") == "http a 80 a /b%20c");
  CHECK(led_to("http://a/", "/\xc3\xa4") == "http a 80 a /%c3%a4");
}

TEST_CASE("a location that leads nowhere we go is refused") {
  const char* const from = "http://a/";
  for (const char* to : {"ftp://a/", "file:///etc/passwd", "javascript:alert(1)", "http://u:p@b/", "http://",
                         "https:///", "http://b:0/", "gopher://b/", "mailto:a@b"}) {
    CAPTURE(to);
    CHECK(led_to(from, to).starts_with("refused: "));
  }
  CHECK(led_to(from, "") == "refused: it is empty");
  CHECK(led_to(from, "/a\r\nb") == "refused: it holds a control character");
  CHECK(led_to(from, std::string(9000, 'x')) == "refused: it is longer than 8192 bytes");
}
