// SPDX-License-Identifier: Apache-2.0
#include "config/web_file_reader.hpp"

#include "support/certificates.hpp"
#include "workspace.hpp"

namespace reachd::config {
namespace {

const std::string hash = "$2b$10$qXFuVqJMmvZTxBHJM2INNOhodNiWfNOyRd2b8ZKxq3cPrWzwn7frq";

struct web_workspace : workspace {
  web_workspace() {
    write("c.pem", test::certificate);
    write("k.pem", test::certificate_key);
    write("other.pem", test::other_key);
  }
  load_result read(const std::string& text) const {
    write("web.yml", text);
    return load("web: {config_file: web.yml}\ntargets: [a]\n");
  }
  std::string problem(const std::string& text) const { return first_of(read(text).problems); }
};

const std::string pair = "cert_file: c.pem, key_file: k.pem";

}  // namespace

TEST_CASE("TLS is read with its files") {
  const web_workspace here;
  const auto got = here.read("tls_server_config: {" + pair +
                             ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: c.pem,"
                             " client_allowed_sans: [a, b], min_version: TLS13, curve_preferences: [X25519],"
                             " cipher_suites: TLS_AES_256_GCM_SHA384, prefer_server_cipher_suites: false}\n");
  REQUIRE(got.ok());
  const access::tls_settings& tls = got.value.access.tls.value();
  CHECK(tls.certificate == test::certificate);
  CHECK(tls.key == test::certificate_key);
  CHECK(tls.authorities == test::certificate);
  CHECK(tls.clients == access::client_auth::require_and_verify);
  CHECK(tls.client_names == std::vector<std::string>{"a", "b"});
  CHECK(tls.least == access::tls_version::v1_3);
  CHECK(tls.most == access::tls_version::v1_3);
  CHECK_FALSE(tls.own_order);
}

TEST_CASE("the texts may stand in the file itself") {
  const web_workspace here;
  const auto indented = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos && at + 1 < text.size();) {
      text.insert(++at, "    ");
    }
    return "|\n    " + text;
  };
  const auto got = here.read("tls_server_config:\n  cert: " + indented(test::certificate) +
                             "  key: " + indented(test::certificate_key));
  REQUIRE(got.ok());
  CHECK(got.value.access.tls->key == test::certificate_key);
}

TEST_CASE("an empty file or section asks for nothing") {
  const web_workspace here;
  for (const char* text : {"", "# nothing\n", "{}\n", "tls_server_config: {}\n", "tls_server_config:\n"}) {
    const auto got = here.read(text);
    CHECK(got.ok());
    CHECK(got.value.access == web_access{});
  }
}

TEST_CASE("what is wrong with TLS is told where it is") {
  const web_workspace here;
  CHECK(here.problem("tls_server_config: {key_file: k.pem}\n") == "1:1 'cert_file' is missing");
  CHECK(here.problem("tls_server_config: {cert_file: c.pem}\n") == "1:1 'key_file' is missing");
  CHECK(here.problem("tls_server_config: {cert_file: none.pem, key_file: k.pem}\n").starts_with("1:32 cannot read"));
  CHECK(here.problem("tls_server_config: {cert_file: c.pem, key_file: other.pem}\n")
            .starts_with("1:32 certificate and key cannot be used: "));
  CHECK(here.problem("tls_server_config: {" + pair + ", client_ca_file: c.pem}\n").find("no client is asked") !=
        std::string::npos);
  CHECK(here.problem("tls_server_config: {" + pair + ", client_auth_type: VerifyClientCertIfGiven}\n")
            .find("is not said") != std::string::npos);
  CHECK(here.problem("tls_server_config: {" + pair + ", client_auth_type: Sometimes}\n").find("client_auth_type") !=
        std::string::npos);
  CHECK(here.problem("tls_server_config: {" + pair + ", cipher_suites: [TLS_NULL]}\n").find("TLS_NULL") !=
        std::string::npos);
  CHECK(here.problem("tls_server_config: {" + pair + ", min_version: TLS13, max_version: TLS12}\n").find("version") !=
        std::string::npos);
  CHECK(here.problem("tls_server_config: {" + pair + ", cert: x}\n").find("the same thing twice") != std::string::npos);
}

TEST_CASE("an empty certificate, key or list of authorities is no good one") {
  const web_workspace here;
  here.write("empty.pem", "");
  for (const char* bad : {"cert_file: empty.pem, key_file: k.pem", "cert_file: c.pem, key_file: empty.pem",
                          "cert_file: ~, key_file: k.pem", "cert_file: c.pem, key_file: ~"}) {
    CAPTURE(bad);
    CHECK_FALSE(here.read("tls_server_config: {" + std::string(bad) + "}\n").ok());
  }
  for (const char* clients : {"client_ca_file: empty.pem", "client_ca_file: ~", "client_ca: ~"}) {
    CAPTURE(clients);
    CHECK_FALSE(
        here.read("tls_server_config: {" + pair + ", client_auth_type: RequireAndVerifyClientCert, " + clients + "}\n")
            .ok());
  }
}

TEST_CASE("names of clients need clients that show a certificate") {
  const web_workspace here;
  for (const char* kind : {"", ", client_auth_type: RequestClientCert", ", client_auth_type: NoClientCert"}) {
    CHECK(here.problem("tls_server_config: {" + pair + ", client_allowed_sans: [a]" + kind + "}\n")
              .find("need not show a certificate") != std::string::npos);
  }
  const auto older =
      here.read("tls_server_config: {" + pair + ", client_allowed_sans: [a], client_auth_type: RequireClientCert}\n");
  REQUIRE(older.ok());
  CHECK(older.value.access.tls->clients == access::client_auth::require_any);
}

TEST_CASE("no value of the file is in a message about it") {
  const web_workspace here;
  for (const char* text :
       {"basic_auth_users: hunter2\n", "hunter2\n", "tls_server_config: hunter2\n", "basic_auth_users: {a: hunter2}\n",
        "tls_server_config: {client_auth_type: hunter2}\n", "basic_auth_users: {a: !hunter2 x}\n",
        "tls_server_config: {min_version: hunter2, prefer_server_cipher_suites: hunter2}\n",
        "tls_server_config: {cert_file: c.pem, key_file: '-----BEGIN PRIVATE KEY----- hunter2'}\n",
        "basic_auth_users: {a: 'hunter2\n"}) {
    CAPTURE(text);
    const auto got = here.read(text);
    CHECK_FALSE(got.ok());
    CHECK(render(got.problems).find("hunter2") == std::string::npos);
  }
}

TEST_CASE("users have bcrypt hashes, and header fields are of a short list") {
  const web_workspace here;
  const auto got =
      here.read("basic_auth_users: {ann: " + hash + "}\nhttp_server_config: {headers: {X-Frame-Options: deny}}\n");
  REQUIRE(got.ok());
  CHECK(got.value.access.users.size() == 1);
  CHECK(got.value.access.headers.front().second == "deny");
  CHECK(here.problem("basic_auth_users: {ann: secret}\n").starts_with("1:20 a password is kept as a bcrypt hash"));
  CHECK(here.problem("basic_auth_users: {'a:b': " + hash + "}\n").starts_with("1:20 a user's name"));
  CHECK(here.problem("http_server_config: {headers: {X-Other: a}}\n") ==
        "1:32 header field 'X-Other' cannot be set here");
  CHECK(here.problem("http_server_config: {headers: {X-Frame-Options: [deny]}}\n") ==
        "1:49 a header field is one line of text");
  CHECK(here.problem("- a\n").starts_with("1:1 the file must be a map"));
}

}  // namespace reachd::config
