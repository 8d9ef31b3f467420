// SPDX-License-Identifier: Apache-2.0
#include "probe/web_headers.hpp"

#include <doctest/doctest.h>

using namespace reachd;
using namespace std::string_literals;
using probe::base64;

namespace {

const auto address = *core::address::parse("192.0.2.1");
const fetch::url first = *fetch::parse_url("https://example.org/a?b=c");

options::http with_secrets() {
  options::http how;
  how.secure = true;
  how.method = "POST";
  how.body = "the body";
  how.basic = {"user", options::secret_text{"open sesame"}};
  how.headers = {{"X-Key", options::secret_text{"the key"}}};
  how.tls.certificate = "our certificate";
  how.max_bytes = 77;
  how.http2 = false;
  return how;
}

std::string all_of(const fetch::request& asked) {
  std::string out = asked.path + asked.authority + asked.body;
  for (const auto& [name, value] : asked.headers) out.append(name).append(value);
  return out;
}

fetch::request sent_to(const std::string& where, const options::http& how = with_secrets(),
                       const std::string& method = "") {
  return probe::request_for(how, first, *fetch::parse_url(where), address, method, how.tls);
}

}  // namespace

TEST_CASE("base64 is that of RFC 4648, section 10, and takes any bytes") {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) CHECK(base64(plain) == coded);
  CHECK(base64("\xFB\xFF\xBF\0"s) == "+/+/AA==");
}

TEST_CASE("the first request is what the options say") {
  const options::http how = with_secrets();
  const auto asked = sent_to("https://example.org/a?b=c", how);
  CHECK(asked.secure);
  CHECK(asked.method == "POST");
  CHECK(asked.path == "/a?b=c");
  CHECK(asked.authority == "example.org");
  CHECK(asked.to == core::endpoint{address, 443});
  CHECK(asked.body == "the body");
  CHECK(asked.tls == &how.tls);
  CHECK(asked.max_body_bytes == 77);
  CHECK_FALSE(asked.http2);
  REQUIRE(asked.headers.size() == 2);
  CHECK(asked.headers[0] == std::pair("Authorization"s, "Basic dXNlcjpvcGVuIHNlc2FtZQ=="s));  // RFC 7617
  CHECK(asked.headers[1] == std::pair("X-Key"s, "the key"s));
  options::http bearer;
  bearer.bearer = options::secret_text{"token"};
  REQUIRE(sent_to("https://example.org/", bearer).headers.size() == 1);
  CHECK(sent_to("https://example.org/", bearer).headers[0] == std::pair("Authorization"s, "Bearer token"s));
}

TEST_CASE("a secret, a header and a body go to the origin of the url alone") {
  for (const char* own : {"https://example.org/elsewhere", "https://example.org:443/", "https://EXAMPLE.org/"}) {
    CAPTURE(own);
    CHECK(sent_to(own).headers.size() == 2);
    CHECK(sent_to(own).body == "the body");
  }
  for (const char* other :
       {"http://example.org/a?b=c", "http://example.org:443/", "https://example.org:8443/", "https://www.example.org/",
        "https://example.org.evil.test/", "https://192.0.2.1/", "https://evil.test/example.org"}) {
    CAPTURE(other);
    const auto asked = sent_to(other);
    CHECK(asked.headers.empty());
    CHECK(asked.body.empty());
    CHECK(all_of(asked).find("dXNlcj") == std::string::npos);
  }
}

TEST_CASE("a stranger sees neither our certificate nor a name that is not his, and is believed like the first") {
  options::tls ours;
  ours.server_name = "inner.example.org";
  ours.authorities = "those";
  ours.certificate = "our certificate";
  ours.key = options::secret_text{"our key"};
  ours.insecure = true;
  ours.warn_before = std::chrono::hours(1);
  const options::tls shown = probe::for_strangers(ours);
  CHECK(shown.server_name.empty());
  CHECK(shown.certificate.empty());
  CHECK(shown.key.value.empty());
  CHECK(shown.authorities == "those");
  CHECK(shown.insecure);
  CHECK(shown.warn_before == ours.warn_before);
}

TEST_CASE("a body is not sent again where a redirect turned its request into a GET") {
  const auto turned = sent_to("https://example.org/next", with_secrets(), "GET");
  CHECK(turned.method == "GET");
  CHECK(turned.body.empty());
  CHECK(turned.headers.size() == 2);
  CHECK(sent_to("https://example.org/next", with_secrets(), "POST").body == "the body");
}

TEST_CASE("five status codes are redirects") {
  for (const long status : {301, 302, 303, 307, 308}) CHECK(probe::is_redirect(status));
  for (const long status : {0, 200, 300, 304, 305, 306, 309, 404}) CHECK_FALSE(probe::is_redirect(status));
}

TEST_CASE("307 and 308 keep the method, the others turn all but HEAD into GET") {
  for (const char* method : {"GET", "POST", "PUT", "DELETE"}) {
    for (const long status : {301, 302, 303}) CHECK(probe::method_after(status, method) == "GET");
    for (const long status : {307, 308}) CHECK(probe::method_after(status, method) == method);
  }
  for (const long status : {301, 302, 303, 307, 308}) CHECK(probe::method_after(status, "HEAD") == "HEAD");
}
