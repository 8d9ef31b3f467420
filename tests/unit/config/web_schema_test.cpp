// SPDX-License-Identifier: Apache-2.0
#include "config/web_schema.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "config/convert.hpp"

namespace reachd::config {

TEST_CASE("every field is documented and named once") {
  for (const section* kind : {&web_file_section, &tls_section, &http_server_section}) {
    std::set<std::string> names;
    for (std::size_t index = 0; index < kind->size(); ++index) {
      const field& one = kind->at(index);
      CAPTURE(one.name);
      CHECK(one.doc.ends_with('.'));
      CHECK(names.insert(std::string(one.name)).second);
      CHECK(kind->find(one.name) == index);
      CHECK_FALSE(describe(one).empty());
    }
  }
}

}  // namespace reachd::config
