// SPDX-License-Identifier: Apache-2.0
#include "config/icmp_reader.hpp"

#include "workspace.hpp"

using namespace std::chrono_literals;

namespace reachd::config {
namespace {

/// The options of the first target of `text`; nullptr: none.
struct loaded {
  explicit loaded(const std::string& text) : result(here.load(text)) {}
  const options::icmp* get() const {
    CAPTURE(render(result.problems));
    REQUIRE(result.ok());
    return options::get<options::icmp>(result.value.targets.front().asks);
  }
  std::string problem() const { return first_of(result.problems); }

  workspace here;
  load_result result;
};

}  // namespace

TEST_CASE("a target that says nothing has none of it") { CHECK(loaded("targets: [a]").get() == nullptr); }

TEST_CASE("every key") {
  const loaded one(
      "targets: [{host: 192.0.2.1, size: 1400, ttl: 3, dscp: af41, df: true, source: 192.0.2.7, interface: eth0.7, "
      "mark: 4294967295, burst: {count: 5, gap: 10ms}}]");
  REQUIRE(one.get() != nullptr);
  CHECK(*one.get() == options::icmp{.size = 1400,
                                    .ttl = 3,
                                    .dscp = 34,
                                    .dont_fragment = true,
                                    .source = "192.0.2.7",
                                    .interface = "eth0.7",
                                    .mark = 4'294'967'295,
                                    .burst = {.count = 5, .gap = 10ms}});
  CHECK(*one.result.value.targets.front().asks_yaml ==
        "size: 1400, ttl: 3, dscp: af41, df: true, source: 192.0.2.7, interface: eth0.7, mark: 4294967295, burst: "
        "{count: 5, gap: 10ms}");
}

TEST_CASE("levels merge, a burst key by key, and null goes back") {
  const loaded one(
      "defaults: {ttl: 9, burst: {count: 3, gap: 5ms}, df: false}\n"
      "groups: [{name: g, df: ~, burst: {count: 4}, targets: [{host: a, ttl: ~, size: 99}]}]");
  CHECK(*one.get() == options::icmp{.size = 99, .burst = {.count = 4, .gap = 5ms}});
}

TEST_CASE("targets that ask for the same share it, and other kinds inherit none of it") {
  const loaded one("defaults: {ttl: 9}\ntargets: [a, b, {host: c, ttl: 9}, {host: d, port: 1}]");
  const auto& targets = one.result.value.targets;
  REQUIRE(targets.size() == 4);
  CHECK(options::get<options::icmp>(targets[1].asks) == one.get());
  CHECK(options::get<options::icmp>(targets[2].asks) == one.get());
  CHECK(std::holds_alternative<std::monostate>(targets[3].asks));
}

TEST_CASE("a name is looked up for the family of the source") {
  const loaded one("targets: [{host: a, source: 127.0.0.1}, {host: b, source: '::1'}]");
  CHECK(one.result.value.targets[0].family == core::families::v4);
  CHECK(one.result.value.targets[1].family == core::families::v6);
  const loaded both("targets: [{host: c, family: both, source: '::1'}]");
  CHECK(both.problem().find("wants another") != std::string::npos);
}

TEST_CASE("what does not go together is refused") {
  CHECK(loaded("targets: [{host: '::1', source: 127.0.0.1}]").problem().find("different families") !=
        std::string::npos);
  CHECK(loaded("targets: [{host: 'fe80::1%x', source: 127.0.0.1}]").problem().find("different") != std::string::npos);
  CHECK(loaded("targets: [{host: a, source: 127.0.0.1}]").get()->source == "127.0.0.1");
  CHECK(loaded("targets: [{host: a, family: 6, source: 127.0.0.1}]").problem().find("'family'") != std::string::npos);
  const std::string burst = "targets: [{host: a, interval: 10s, retry: 1s, burst: {count: 11, gap: ";
  CHECK(loaded(burst + "100ms}}]").problem().find("'retry', which is 1s") != std::string::npos);
  CHECK(loaded(burst + "99ms}}]").get()->burst.count == 11);
}

}  // namespace reachd::config
