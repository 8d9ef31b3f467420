// SPDX-License-Identifier: Apache-2.0
// What clients show in real handshakes is in tests/service/web_config_test.py.
#include "access/client_certificate.hpp"

#include <doctest/doctest.h>

TEST_CASE("where no client is asked for a certificate, no session is looked at") {
  CHECK(reachd::access::check_client(nullptr, {}).has_value());
}
