// SPDX-License-Identifier: Apache-2.0
#include "config/schema.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "config/convert.hpp"

namespace reachd::config {

TEST_CASE("every field of every section is documented, named once and fits the table of values") {
  for (const section* kind : {&main_section, &web_section, &log_section, &uplink_section, &blackbox_section,
                              &allow_section, &module_section, &group_section, &target_section}) {
    std::set<std::string> names;
    CHECK(kind->size() <= max_keys);
    for (std::size_t index = 0; index < kind->size(); ++index) {
      const field& one = kind->at(index);
      CAPTURE(one.name);
      CHECK(one.doc.ends_with('.'));
      if (kind->allows(index)) CHECK(names.insert(std::string(one.name)).second);
      CHECK_FALSE(describe(one).empty());
    }
  }
}

TEST_CASE("built-in values are in their own range") {
  for (std::size_t index = 0; index < target_section.size(); ++index) {
    const field& one = target_section.at(index);
    if (!one.built_in) continue;
    CAPTURE(one.name);
    CHECK(*one.built_in >= one.least);
    CHECK(*one.built_in <= one.most);
  }
}

TEST_CASE("the same key may be known in one place and misplaced in another") {
  CHECK(target_section.find("host") == key_host);
  CHECK(template_section.find("host") == key_host);
  CHECK_FALSE(template_section.allows(key_host));
  CHECK(group_section.find("name") == key_group_name);
  CHECK_FALSE(included_section.allows(key_web));
  CHECK_FALSE(target_section.find("intervl").has_value());
}

}  // namespace reachd::config
