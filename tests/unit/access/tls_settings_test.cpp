// SPDX-License-Identifier: Apache-2.0
#include "access/tls_settings.hpp"

#include <doctest/doctest.h>

using reachd::access::tls_settings;

TEST_CASE("a change of any text is a change of the settings") {
  const tls_settings before;
  CHECK(before == tls_settings{});
  for (std::string tls_settings::*text : {&tls_settings::certificate, &tls_settings::key, &tls_settings::authorities}) {
    tls_settings after;
    after.*text = "x";
    CHECK(before != after);
  }
  tls_settings named;
  named.client_names = {"a"};
  CHECK(before != named);
}

TEST_CASE("by default no client shows a certificate, and nothing older than TLS 1.2 is spoken") {
  const tls_settings built_in;
  CHECK(built_in.clients == reachd::access::client_auth::none);
  CHECK(built_in.least == reachd::access::tls_version::v1_2);
}
