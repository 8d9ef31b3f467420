// SPDX-License-Identifier: Apache-2.0
#include "config/settings.hpp"

#include <doctest/doctest.h>

using namespace reachd;

TEST_CASE("the url of an http target is put together again; others have none") {
  config::target_settings target;
  CHECK(config::url_of(target).empty());
  options::http how;
  how.secure = true;
  how.authority = "a:8443";
  how.path = "/x?y";
  target.asks = std::make_shared<const options::http>(how);
  CHECK(config::url_of(target) == "https://a:8443/x?y");
  how.secure = false;
  target.asks = std::make_shared<const options::http>(how);
  CHECK(config::url_of(target) == "http://a:8443/x?y");
}
