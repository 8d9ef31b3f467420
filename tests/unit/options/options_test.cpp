// SPDX-License-Identifier: Apache-2.0
#include "options/options.hpp"

#include <doctest/doctest.h>

#include "options/kind.hpp"

using namespace reachd;

TEST_CASE("options are the same by value") {
  const options::any none;
  const options::any first = std::make_shared<const options::dns>(options::dns{.name = "example.org"});
  const options::any equal = std::make_shared<const options::dns>(options::dns{.name = "example.org"});
  const options::any other = std::make_shared<const options::dns>(options::dns{.name = "example.org", .type = 28});
  CHECK(options::same(none, options::any()));
  CHECK(options::same(first, first));
  CHECK(options::same(first, equal));
  CHECK_FALSE(options::same(first, other));
  CHECK_FALSE(options::same(first, none));
  CHECK_FALSE(options::same(first, std::make_shared<const options::tcp>()));
}

TEST_CASE("options are got by their kind") {
  const options::any asked = std::make_shared<const options::exec>(options::exec{.command = {"true"}});
  REQUIRE(options::get<options::exec>(asked) != nullptr);
  CHECK(options::get<options::exec>(asked)->command.front() == "true");
  CHECK(options::get<options::http>(asked) == nullptr);
}

TEST_CASE("a secret that has changed makes other options") {
  options::http before;
  before.bearer = options::secret_text{"one", options::text_source::file, "token"};
  options::http after = before;
  CHECK(before == after);
  after.bearer->value = "two";
  CHECK_FALSE(before == after);
}

TEST_CASE("light probes are sent more often") {
  CHECK(options::usual_interval(options::kind::tcp) == std::chrono::seconds(1));
  CHECK(options::usual_interval(options::kind::http) == std::chrono::seconds(30));
  CHECK(options::name_of(options::kind::dns) == "dns");
}
