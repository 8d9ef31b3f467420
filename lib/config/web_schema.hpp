// SPDX-License-Identifier: Apache-2.0
// Every key of the file that `web.config_file` names, as data. Role: what config/schema.hpp is for the main file. The
// format is that of Prometheus' exporter-toolkit (docs/web-configuration.md there), so its keys are not ours to choose.
#pragma once

#include "config/schema.hpp"

namespace reachd::config {

enum web_file_key : std::size_t { key_tls, key_http_server, key_users, web_file_keys };
enum tls_key : std::size_t {
  key_cert_file,
  key_key_file,
  key_cert,
  key_key,
  key_client_auth,
  key_client_ca_file,
  key_client_ca,
  key_client_sans,
  key_min_version,
  key_max_version,
  key_cipher_suites,
  key_own_order,
  key_curves,
  tls_keys
};
enum http_server_key : std::size_t { key_http2, key_headers, http_server_keys };
static_assert(web_file_keys <= max_keys && tls_keys <= max_keys && http_server_keys <= max_keys);

extern const section web_file_section;
extern const section tls_section;
extern const section http_server_section;

/// Header fields that the file may set.
extern const std::span<const std::string_view> settable_headers;

}  // namespace reachd::config
