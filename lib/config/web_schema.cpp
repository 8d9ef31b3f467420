// SPDX-License-Identifier: Apache-2.0
#include "config/web_schema.hpp"

namespace reachd::config {
namespace {

constexpr std::string_view client_auths[] = {
    "NoClientCert",      "RequestClientCert",       "RequireAnyClientCert",
    "RequireClientCert", "VerifyClientCertIfGiven", "RequireAndVerifyClientCert"};
constexpr std::string_view versions[] = {"TLS10", "TLS11", "TLS12", "TLS13"};
constexpr std::string_view headers[] = {"Content-Security-Policy", "Strict-Transport-Security",
                                        "X-Content-Type-Options", "X-Frame-Options", "X-XSS-Protection"};

constexpr field tls_fields[] = {
    {.name = "cert_file",
     .type = value_type::text,
     .doc = "Our certificate and those up to the root, PEM.",
     .least = 1},
    {.name = "key_file", .type = value_type::text, .doc = "Its key, PEM, without a password.", .least = 1},
    {.name = "cert",
     .type = value_type::text,
     .doc = "In place of cert_file: the text itself.",
     .least = 1,
     .rules = many_lines},
    {.name = "key",
     .type = value_type::text,
     .doc = "In place of key_file: the text itself.",
     .least = 1,
     .rules = many_lines | secret},
    {.name = "client_auth_type",
     .type = value_type::choice,
     .doc = "Which clients must show a certificate.",
     .built_in = 0,
     .choices = client_auths},
    {.name = "client_ca_file",
     .type = value_type::text,
     .doc = "Who may have signed the certificates of clients, PEM.",
     .least = 1},
    {.name = "client_ca",
     .type = value_type::text,
     .doc = "In place of client_ca_file: the text itself.",
     .least = 1,
     .rules = many_lines},
    {.name = "client_allowed_sans",
     .type = value_type::texts,
     .doc = "Subject alternative names of which a client's certificate must have one."},
    {.name = "min_version",
     .type = value_type::choice,
     .doc = "The oldest version that is spoken.",
     .built_in = 2,
     .choices = versions},
    {.name = "max_version",
     .type = value_type::choice,
     .doc = "The newest version that is spoken.",
     .built_in = 3,
     .choices = versions},
    {.name = "cipher_suites", .type = value_type::texts, .doc = "The suites that are spoken, by their IANA names."},
    {.name = "prefer_server_cipher_suites",
     .type = value_type::boolean,
     .doc = "Whether our order of suites decides.",
     .built_in = 1},
    {.name = "curve_preferences", .type = value_type::texts, .doc = "The curves that are used, the best first."},
};

constexpr field http_server_fields[] = {
    {.name = "http2", .type = value_type::boolean, .doc = "Read and not used: reachd speaks HTTP/1.1.", .built_in = 1},
    {.name = "headers", .type = value_type::map, .doc = "Header fields of every answer."},
};

constexpr field web_file_fields[] = {
    {.name = "tls_server_config",
     .type = value_type::map,
     .doc = "TLS; without it plain HTTP.",
     .inside = &tls_section},
    {.name = "http_server_config",
     .type = value_type::map,
     .doc = "What every answer has.",
     .inside = &http_server_section},
    {.name = "basic_auth_users", .type = value_type::map, .doc = "Users and the bcrypt hashes of their passwords."},
};

static_assert(std::size(tls_fields) == tls_keys && tls_fields[key_curves].name == "curve_preferences");
static_assert(std::size(http_server_fields) == http_server_keys && std::size(web_file_fields) == web_file_keys);

}  // namespace

const section web_file_section{"the web configuration", web_file_fields};
const section tls_section{"tls_server_config", tls_fields};
const section http_server_section{"http_server_config", http_server_fields};

const std::span<const std::string_view> settable_headers = headers;

}  // namespace reachd::config
