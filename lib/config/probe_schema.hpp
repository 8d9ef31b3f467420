// SPDX-License-Identifier: Apache-2.0
// The keys of `tcp`, `http`, `exec`, `dns` and `burst`: what a probe of that kind asks and expects. Role: the part of
// the field table (schema.hpp) below these keys of a target.
#pragma once

#include "config/schema.hpp"

namespace reachd::config {

enum tls_option : std::size_t {
  key_tls_server_name,
  key_tls_ca,
  key_tls_certificate,
  key_tls_private_key,
  key_tls_insecure,
  key_tls_warn_before,
  tls_options
};
enum tcp_option : std::size_t { key_tcp_tls, key_tcp_starttls, key_tcp_send, key_tcp_expect, tcp_options };
enum http_option : std::size_t {
  key_http_method,
  key_http_headers,
  key_http_body,
  key_http_auth,
  key_http_follow,
  key_http_expect,
  key_http_tls,
  key_http_http2,
  key_http_max_bytes,
  http_options
};
enum auth_option : std::size_t { key_auth_user, key_auth_password, key_auth_bearer, auth_options };
enum http_expect_option : std::size_t { key_expect_status, key_expect_body, key_expect_json, http_expect_options };
enum exec_option : std::size_t { key_exec_command, key_exec_env, key_exec_max_output, exec_options };
enum dns_option : std::size_t { key_dns_server, key_dns_name, key_dns_type, key_dns_tcp, key_dns_expect, dns_options };
enum dns_expect_option : std::size_t { key_expect_rcode, key_expect_answer, dns_expect_options };
enum burst_option : std::size_t { key_burst_count, key_burst_gap, burst_options };
/// Where a secret is: one of these.
enum secret_option : std::size_t { key_credential, key_secret_file, key_environment, secret_options };

extern const section tls_option_section;
extern const section tcp_section;
extern const section http_section;
extern const section http_auth_section;
extern const section http_expect_section;
extern const section exec_section;
extern const section dns_section;
extern const section dns_expect_section;
extern const section burst_section;
extern const section secret_section;

}  // namespace reachd::config
