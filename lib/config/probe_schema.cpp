// SPDX-License-Identifier: Apache-2.0
#include "config/probe_schema.hpp"

namespace reachd::config {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t day = 86'400'000'000'000;
constexpr std::int64_t longest_text = 4'096;
constexpr std::int64_t longest_pattern = 16'384;
constexpr std::int64_t longest_body = 1'048'576;

constexpr std::string_view upgrades[] = {"none", "smtp", "imap", "pop3"};

constexpr field tls_fields[] = {
    {.name = "server_name",
     .type = value_type::text,
     .doc = "The name that is asked for and that the certificate must bear. Default: the host as written.",
     .least = 1,
     .most = 253,
     .form = text_form::host},
    {.name = "ca",
     .type = value_type::text,
     .doc = "A file of PEM certificates: who may have signed the server's. Default: those of the system.",
     .least = 1,
     .most = longest_text,
     .rules = a_path},
    {.name = "certificate",
     .type = value_type::text,
     .doc = "A file with the PEM certificate that we show, and its chain. Default: none is shown.",
     .least = 1,
     .most = longest_text,
     .rules = a_path},
    {.name = "key",
     .type = value_type::secret,
     .doc = "The PEM private key of 'certificate'.",
     .most = longest_text,
     .rules = secret},
    {.name = "insecure",
     .type = value_type::boolean,
     .doc = "Whether a certificate that cannot be verified is told and no more: then also passwords go to whoever "
            "answers.",
     .built_in = 0},
    {.name = "warn_before",
     .type = value_type::duration,
     .doc = "reachd_tls_expiring is 1 when a certificate ends sooner than that.",
     .least = 1'000'000'000,
     .most = 3'650 * day},
};

constexpr field tcp_fields[] = {
    {.name = "tls",
     .type = value_type::map,
     .doc = "Speak TLS once connected, and verify the certificate; {} for all defaults.",
     .rules = nested,
     .inside = &tls_option_section},
    {.name = "starttls",
     .type = value_type::choice,
     .doc = "Ask for TLS in the words of that protocol first.",
     .built_in = 0,
     .choices = upgrades},
    {.name = "send",
     .type = value_type::text,
     .doc = "What to send once connected (and TLS stands), as it is.",
     .least = 1,
     .most = longest_text,
     .rules = many_lines},
    {.name = "expect",
     .type = value_type::text,
     .doc = "A regular expression (RE2) that must be found in the first 64 KiB that the server says.",
     .least = 1,
     .most = longest_pattern,
     .form = text_form::pattern},
};

constexpr field auth_fields[] = {
    {.name = "user", .type = value_type::text, .doc = "For basic authentication.", .least = 1, .most = 255},
    {.name = "password",
     .type = value_type::secret,
     .doc = "For basic authentication.",
     .most = longest_text,
     .rules = secret},
    {.name = "bearer",
     .type = value_type::secret,
     .doc = "A token, sent as Authorization: Bearer. Instead of 'user' and 'password'.",
     .most = longest_text,
     .rules = secret},
};

constexpr field http_expect_fields[] = {
    {.name = "status",
     .type = value_type::texts,
     .doc = "Status codes and ranges of them. Default: 200-299.",
     .rules = never_empty,
     .form = text_form::status},
    {.name = "body",
     .type = value_type::text,
     .doc = "A regular expression (RE2) that must be found in the body.",
     .least = 1,
     .most = longest_pattern,
     .form = text_form::pattern},
    {.name = "json",
     .type = value_type::scalars,
     .doc = "JSON pointers (RFC 6901) and the values that must stand there in the body.",
     .most = longest_text,
     .form = text_form::json_pointer},
};

constexpr field http_fields[] = {
    {.name = "method",
     .type = value_type::text,
     .doc = "The request's method. Default: GET, or POST with a body.",
     .least = 1,
     .most = 32,
     .form = text_form::token},
    {.name = "headers",
     .type = value_type::secrets,
     .doc = "Header fields to send; a value is text, or says where a secret is.",
     .most = longest_text,
     .form = text_form::token},
    {.name = "body",
     .type = value_type::text,
     .doc = "What to send in the request's body.",
     .most = longest_body,
     .rules = many_lines},
    {.name = "auth",
     .type = value_type::map,
     .doc = "Who we are. Sent to the host of the url alone, never to where it redirects.",
     .rules = nested,
     .inside = &http_auth_section},
    {.name = "follow",
     .type = value_type::integer,
     .doc = "How many redirects to follow; the last answer counts.",
     .most = 20,
     .built_in = 0},
    {.name = "expect",
     .type = value_type::map,
     .doc = "What the answer must be.",
     .rules = nested,
     .inside = &http_expect_section},
    {.name = "tls",
     .type = value_type::map,
     .doc = "How to speak TLS with an https url.",
     .rules = nested,
     .inside = &tls_option_section},
    {.name = "http2", .type = value_type::boolean, .doc = "Whether to offer HTTP/2 over TLS.", .built_in = 1},
    {.name = "max_bytes",
     .type = value_type::integer,
     .doc = "Of the body, unpacked: more is a mismatch.",
     .least = 1,
     .most = 16'777'216,
     .built_in = 1'048'576},
};

constexpr field exec_fields[] = {
    {.name = "command",
     .type = value_type::texts,
     .doc = "The program and its arguments, as a list. No shell reads it.",
     .rules = never_empty | many_lines},
    {.name = "env",
     .type = value_type::secrets,
     .doc = "Variables of its environment besides PATH and REACHD_*; a value is text, or says where a secret is.",
     .most = longest_text,
     .form = text_form::variable},
    {.name = "max_output",
     .type = value_type::integer,
     .doc = "Bytes of its output that are read; the rest is thrown away.",
     .least = 1,
     .most = 65'536,
     .built_in = 65'536},
};

constexpr field dns_expect_fields[] = {
    {.name = "rcode",
     .type = value_type::texts,
     .doc = "Response codes, one of which the answer must have. Default: NOERROR.",
     .rules = never_empty,
     .form = text_form::rcode},
    {.name = "answer",
     .type = value_type::text,
     .doc = "A regular expression (RE2) that must be found in one of the records of the answer, as text.",
     .least = 1,
     .most = longest_pattern,
     .form = text_form::pattern},
};

constexpr field dns_fields[] = {
    {.name = "server",
     .type = value_type::text,
     .doc = "The name server: ADDRESS, NAME, ADDRESS:PORT or NAME:PORT. Instead of 'host' and 'port'.",
     .least = 1,
     .most = 1'024,
     .rules = elsewhere},
    {.name = "name", .type = value_type::text, .doc = "The name to ask for; '.' is the root.", .least = 1, .most = 255},
    {.name = "type",
     .type = value_type::text,
     .doc = "The type of record to ask for. Default: A.",
     .least = 1,
     .most = 16,
     .form = text_form::record_type},
    {.name = "tcp",
     .type = value_type::boolean,
     .doc = "Whether to ask by TCP from the start, and not only when the answer by UDP is truncated.",
     .built_in = 0},
    {.name = "expect",
     .type = value_type::map,
     .doc = "What the answer must be.",
     .rules = nested,
     .inside = &dns_expect_section},
};

constexpr field burst_fields[] = {
    {.name = "count",
     .type = value_type::integer,
     .doc = "How many requests.",
     .least = 1,
     .most = 1'000,
     .built_in = 1},
    {.name = "gap",
     .type = value_type::duration,
     .doc = "From one of them to the next. All must fit into the interval, and into 'retry'.",
     .least = ms,
     .most = 10'000 * ms,
     .built_in = 20 * ms},
};

constexpr field secret_fields[] = {
    {.name = "credential",
     .type = value_type::text,
     .doc = "The name of a credential of systemd (LoadCredential=).",
     .least = 1,
     .most = 255},
    {.name = "file",
     .type = value_type::text,
     .doc = "A file that holds it; a line feed at its end does not count.",
     .least = 1,
     .most = longest_text},
    {.name = "env", .type = value_type::text, .doc = "A variable of reachd's environment.", .least = 1, .most = 255},
};

static_assert(std::size(tls_fields) == tls_options && std::size(tcp_fields) == tcp_options);
static_assert(std::size(http_fields) == http_options && std::size(auth_fields) == auth_options);
static_assert(std::size(http_expect_fields) == http_expect_options && std::size(exec_fields) == exec_options);
static_assert(std::size(dns_fields) == dns_options && std::size(dns_expect_fields) == dns_expect_options);
static_assert(std::size(burst_fields) == burst_options);
static_assert(std::size(secret_fields) == secret_options);

}  // namespace

const section tls_option_section{"tls", tls_fields};
const section tcp_section{"tcp", tcp_fields};
const section http_section{"http", http_fields};
const section http_auth_section{"auth", auth_fields};
const section http_expect_section{"expect", http_expect_fields};
const section exec_section{"exec", exec_fields};
const section dns_section{"dns", dns_fields};
const section dns_expect_section{"expect", dns_expect_fields};
const section burst_section{"burst", burst_fields};
const section secret_section{"a secret", secret_fields};

}  // namespace reachd::config
