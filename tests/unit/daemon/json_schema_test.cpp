// SPDX-License-Identifier: Apache-2.0
#include "daemon/json_schema.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "config/schema.hpp"

using nlohmann::json;
using namespace reachd;

namespace {

json schema() { return json::parse(daemon::json_schema()); }

/// Every key of the table that `kind` allows, and no other.
void check_keys(const json& map, const config::section& kind) {
  CAPTURE(kind.name);
  CHECK(map.at("additionalProperties") == false);
  std::size_t allowed = 0;
  for (std::size_t at = 0; at < kind.size(); ++at) {
    if (!kind.allows(at)) continue;
    ++allowed;
    const json& property = map.at("properties").at(std::string(kind.at(at).name));
    CHECK(property.at("description").get<std::string>().starts_with(kind.at(at).doc));
  }
  CHECK(map.at("properties").size() == allowed);
}

}  // namespace

TEST_CASE("the schema has the keys of the table, each where it may stand, and no other") {
  const json all = schema();
  CHECK(all.at("$schema") == "http://json-schema.org/draft-07/schema#");
  check_keys(all, config::main_section);
  check_keys(all["properties"]["web"], config::web_section);
  check_keys(all["properties"]["log"], config::log_section);
  check_keys(all["properties"]["uplink"]["anyOf"][1], config::uplink_section);
  check_keys(all["properties"]["defaults"], config::defaults_section);
  check_keys(all["definitions"]["template"], config::template_section);
  check_keys(all["definitions"]["group"], config::group_section);
  check_keys(all["definitions"]["target"], config::target_section);
}

TEST_CASE("ranges, choices, defaults and nulls are those of the table") {
  const json target = schema()["definitions"]["target"]["properties"];
  CHECK(target["family"]["enum"] == json{"any", "4", "6", "both", 4, 6, nullptr});
  CHECK(target["family"]["type"] == json{"string", "integer", "null"});
  CHECK(target["down_after"]["minimum"] == 1);
  CHECK(target["down_after"]["maximum"] == 1000);
  CHECK(target["down_after"]["default"] == 3);
  CHECK(target["down_after"]["type"] == json{"integer", "null"});
  CHECK_FALSE(target["interval"].contains("default"));
  CHECK(target["up_after"]["default"] == 2);
  CHECK(target["interval"]["description"].get<std::string>().ends_with("Takes a duration from 10ms to 1d."));
  CHECK(target["probe"]["enum"] == json{"icmp", "tcp", "http", "exec", "dns", nullptr});
  CHECK(target["paused"]["default"] == false);
  const json group = schema()["definitions"]["group"];
  CHECK(group["required"] == json{"name", "targets"});
  CHECK(group["properties"]["targets"]["type"] == json::array({"array"}));
  CHECK(group["properties"]["targets"]["minItems"] == 1);
}

TEST_CASE("a target is text or a map, and uplink off or a map") {
  const json all = schema();
  CHECK(all["definitions"]["target"]["type"] == json{"string", "object"});
  CHECK(all["properties"]["uplink"]["anyOf"][0]["const"] == "off");
}
