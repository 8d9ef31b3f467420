// SPDX-License-Identifier: Apache-2.0
#include "config/labels.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

std::string judge(const std::string& text) {
  parsed got(text);
  REQUIRE(got.content.has_value());
  problem_list found;
  const bool good = check_labels(*got.content, got.content->root(), found);
  const auto problems = found.take();
  CHECK(good == problems.empty());
  return first_of(problems);
}

}  // namespace

TEST_CASE("label names are Prometheus' and none of ours") {
  CHECK(judge("{a: 1, _b: x, C9: true, d: ~, e: ''}").empty());
  CHECK(judge("{9a: 1}").starts_with("1:2 label name '9a' must be"));
  CHECK(judge("{a-b: 1}").starts_with("1:2 label name"));
  CHECK(judge("{'': 1}").starts_with("1:2 label name"));
  CHECK(judge("{__a: 1}") == "1:2 label names that begin with '__' belong to Prometheus");
  for (const char* own : {"target", "probe", "address", "group", "le", "state", "outcome"}) {
    CHECK(judge("{" + std::string(own) + ": 1}").find("one of reachd's own") != std::string::npos);
  }
}

TEST_CASE("label values are scalars without control characters") {
  CHECK(judge("{a: [1]}") == "1:5 a label must be text, not a list");
  CHECK(judge("{a: \"\\n\"}") == "1:5 a label must not hold control characters");
}

TEST_CASE("maps are merged, and null removes") {
  const parsed got("{a: 2, b: ~, c: 3}");
  std::map<std::string_view, merged_label> labels{{"a", {"1", 0, 7}}, {"b", {"1", 0, 8}}, {"z", {"1", 0, 9}}};
  merge_labels(*got.content, got.content->root(), 4, labels);
  REQUIRE(labels.size() == 3);
  CHECK(labels.at("a").text == "2");
  CHECK(labels.at("a").level == 4);
  CHECK(got.content->text(labels.at("a").at) == "2");
  CHECK(labels.at("c").text == "3");
  CHECK(labels.at("z").level == 0);
}

}  // namespace reachd::config
