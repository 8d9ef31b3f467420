// SPDX-License-Identifier: Apache-2.0
#include "probe/veil.hpp"

#include <doctest/doctest.h>

using namespace reachd;
using options::secret_text;
using options::text_source;

namespace {

std::string hidden(const probe::veil& by, std::string text) {
  const std::string before = text;
  const bool found = by.hide(text);
  CHECK(found == (text != before));
  return text;
}

}  // namespace

TEST_CASE("the secrets of a request are hidden, and what is none is not") {
  options::http asks;
  asks.bearer = secret_text{"t0ken", text_source::file, "token"};
  asks.headers = {{"X-Key", {"key-of-ours", text_source::environment, "KEY"}},
                  {"Accept", {"application/json", text_source::plain, ""}}};
  const probe::veil by(asks);
  CHECK(hidden(by, "Bearer t0ken, t0ken and key-of-ours") == "Bearer ***, *** and ***");
  CHECK(hidden(by, "application/json, t0ke") == "application/json, t0ke");
  CHECK(hidden(by, "") == "");
}

TEST_CASE("a password is hidden as it is and as it is sent") {
  options::http asks;
  asks.basic.emplace("ann", secret_text{"secret", text_source::credential, "ann"});
  CHECK(hidden(probe::veil(asks), "Basic YW5uOnNlY3JldA== is ann:secret") == "Basic *** is ann:***");
}

TEST_CASE("a secret within another leaves nothing of it, and one that is hardly one is left") {
  options::exec asks;
  asks.environment = {{"A", {"abcd", text_source::file, "a"}},
                      {"B", {"xx-abcd-yy", text_source::file, "b"}},
                      {"C", {"e", text_source::file, "c"}},
                      {"D", {"", text_source::file, "d"}}};
  CHECK(hidden(probe::veil(asks), "xx-abcd-yy abcd e") == "*** *** e");
  CHECK(hidden(probe::veil(asks), "abcdabcd!") == "******!");
}
