// SPDX-License-Identifier: Apache-2.0
// How a probe speaks TLS. Role: whom to believe and what to show; files are read when the configuration is.
#pragma once

#include <optional>
#include <string>

#include "core/time.hpp"
#include "options/secret.hpp"
#include "options/shared.hpp"

namespace reachd::options {

struct tls {
  std::string server_name = {};          // for SNI and for the check of the name; empty: the host as written
  shared<std::string> authorities = {};  // PEM; empty: those of the system
  std::string certificate = {};          // PEM, ours and then its chain; empty: none is shown
  secret_text key = {};                  // PEM, of `certificate`
  bool insecure = false;                 // a certificate that cannot be verified is told, and no failure
  core::nanoseconds warn_before = {};    // a certificate that ends sooner gives a warning; zero: none

  /// As written, for who shows the configuration.
  std::string authorities_file = {};
  std::string certificate_file = {};

  bool operator==(const tls&) const = default;
};

}  // namespace reachd::options
