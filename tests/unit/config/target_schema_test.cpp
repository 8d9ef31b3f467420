// SPDX-License-Identifier: Apache-2.0
// The keys of a target and where each of them may stand.
#include <doctest/doctest.h>

#include "config/schema.hpp"

using namespace reachd::config;

TEST_CASE("keys stand in the table where their names say") {
  for (const auto& [key, name] : {std::pair(key_name, "name"),
                                  {key_family, "family"},
                                  {key_parent, "parent"},
                                  {key_dns, "dns"},
                                  {key_size, "size"},
                                  {key_mark, "mark"},
                                  {key_burst, "burst"}}) {
    CAPTURE(name);
    CHECK(target_section.at(key).name == name);
    CHECK(target_section.find(name) == key);
  }
  CHECK(group_section.at(key_group_targets).name == "targets");
  CHECK(module_section.at(key_module_family).name == "family");
}

TEST_CASE("a key that cannot be set somewhere is known, and not allowed") {
  CHECK_FALSE(template_section.allows(*template_section.find("host")));
  CHECK_FALSE(defaults_section.allows(*defaults_section.find("use")));
  CHECK_FALSE(module_section.allows(*module_section.find("interval")));
  CHECK_FALSE(module_section.allows(*module_section.find("burst")));
  for (const char* name : {"ttl", "http", "timeout"}) CHECK(module_section.allows(*module_section.find(name)));
  CHECK(module_section.find("family") == key_module_family);
  CHECK(target_section.find("family") == key_family);
}
