// SPDX-License-Identifier: Apache-2.0
#include "daemon/json_schema.hpp"

#include <nlohmann/json.hpp>

#include "config/convert.hpp"
#include "config/duration.hpp"
#include "config/probe_schema.hpp"
#include "daemon/text_patterns.hpp"

namespace reachd::daemon {
namespace {

using config::field;
using config::section;
using config::value_type;
using json = nlohmann::ordered_json;

bool has(const field& one, config::rule wanted) { return (one.rules & wanted) != 0; }

json number_of(const field& one, std::int64_t value) {
  if (one.type == value_type::duration) return config::format_duration(core::nanoseconds(value));
  if (one.type == value_type::boolean) return value != 0;
  if (one.type == value_type::choice) return one.choices[static_cast<std::size_t>(value)];
  return value;
}

/// YAML reads 5 and true as a number and a boolean; as text they are what was written.
json text_types(const field& one) {
  using enum config::text_form;
  if (one.form == status || one.form == dscp || one.form == port_range) return {"string", "integer"};
  return one.form == any || one.form == pattern ? json{"string", "number", "boolean"} : json{"string"};
}

json text_of(const field& one) {
  json out = {{"type", text_types(one)}};
  if (one.least > 0) out["minLength"] = one.least;
  if (one.most != INT64_MAX) out["maxLength"] = one.most;
  if (!has(one, config::many_lines)) out["pattern"] = pattern_of(one.form);
  if (one.form == config::text_form::status) out.update({{"minimum", 100}, {"maximum", 599}});
  if (one.form == config::text_form::dscp) out.update({{"minimum", 0}, {"maximum", 63}});
  if (one.form == config::text_form::port_range) out.update({{"minimum", 1}, {"maximum", 65'535}});
  return out;
}

void limit_list(const field& one, json& out) {
  if (has(one, config::never_empty)) out["minItems"] = 1;
  if (has(one, config::never_twice)) out["uniqueItems"] = true;
}

json texts_of(const field& one) {
  json out = text_of(one);
  out["items"] = text_of(one);
  out["type"].push_back("array");
  limit_list(one, out);
  return out;
}

json list_of(const field& one) {
  json out = {{"type", {"array"}}, {"items", {{"$ref", "#/definitions/" + std::string(one.inside->name)}}}};
  limit_list(one, out);
  return out;
}

json labels() {
  return {{"type", {"object"}},
          {"propertyNames", {{"pattern", label_name_pattern()}, {"not", {{"enum", config::reserved_labels}}}}},
          {"additionalProperties",
           {{"type", {"string", "number", "boolean", "null"}}, {"pattern", pattern_of(config::text_form::any)}}}};
}

/// Those that stand in several places are written once.
std::string definition_of(const section& kind) {
  const std::string name(kind.name);
  return &kind == &config::http_expect_section || &kind == &config::dns_expect_section ? std::string() : name;
}

json section_of(const section& kind);

/// The map itself, or where it is defined.
json map_of(const field& one) {
  const std::string name = has(one, config::nested) ? definition_of(*one.inside) : std::string();
  if (name.empty()) return section_of(*one.inside);
  return {{"anyOf", {{{"$ref", "#/definitions/" + name}}, {{"type", "null"}}}}};
}

json secret() {
  json out = section_of(config::secret_section);
  out["minProperties"] = 1;
  out["maxProperties"] = 1;
  return out;
}

json names_of(const field& one) {
  const json scalar = {{"type", {"string", "number", "boolean", "null"}},
                       {"maxLength", one.most},
                       {"pattern", pattern_of(config::text_form::any)}};
  const bool secrets = one.type == value_type::secrets;
  return {{"type", {"object"}},
          {"propertyNames", {{"pattern", pattern_of(one.form)}}},
          {"additionalProperties", secrets ? json{{"anyOf", {scalar, {{"$ref", "#/definitions/secret"}}}}} : scalar}};
}

json off_or(const section& inside) {
  json map = section_of(inside);
  map["type"] = {"object", "null"};
  return {{"anyOf", {{{"const", "off"}}, map}}};
}

/// YAML reads 4 as a number.
json choice_of(const field& one) {
  json out = {{"type", {"string"}}, {"enum", one.choices}};
  for (const std::string_view word : one.choices) {
    if (word.find_first_not_of("0123456789") != std::string_view::npos) continue;
    if (out["type"].size() == 1) out["type"].push_back("integer");
    out["enum"].push_back(std::stoi(std::string(word)));
  }
  return out;
}

/// The shape alone: without documentation, default and null.
json shape_of(const field& one) {
  switch (one.type) {
    case value_type::text:
      return text_of(one);
    case value_type::duration:
      return {{"type", {"string"}}, {"pattern", duration_pattern()}};
    case value_type::integer:
      return {{"type", {"integer"}}, {"minimum", one.least}, {"maximum", one.most}};
    case value_type::boolean:
      return {{"type", {"boolean"}}};
    case value_type::choice:
      return choice_of(one);
    case value_type::texts:
      return texts_of(one);
    case value_type::labels:
      return labels();
    case value_type::scalars:
    case value_type::secrets:
      return names_of(one);
    case value_type::secret:
      return {{"$ref", "#/definitions/secret"}};
    case value_type::map:
      return map_of(one);
    case value_type::off_or_map:
      return off_or(*one.inside);
    case value_type::maps:
      return {{"type", {"object"}},
              {"additionalProperties", {{"$ref", "#/definitions/" + std::string(one.inside->name)}}}};
    case value_type::map_list:
    case value_type::item_list:
      return list_of(one);
  }
  return {};
}

json property_of(const field& one) {
  std::string doc(one.doc);
  if (one.type == value_type::duration) doc += " Takes " + config::describe(one) + ".";
  json out = {{"description", doc}};
  out.update(shape_of(one));
  if (one.built_in) out["default"] = number_of(one, *one.built_in);
  if (has(one, config::never_null) || !out.contains("type")) return out;
  out["type"].push_back("null");
  if (out.contains("enum")) out["enum"].push_back(nullptr);
  return out;
}

/// A map in which all of `keys` say something, the first of them `is` where that is not null.
json says(std::initializer_list<const char*> keys, const json& is = nullptr) {
  json out = {{"type", "object"}, {"required", keys}};
  for (const char* key : keys) out["properties"][key] = {{"not", {{"type", "null"}}}};
  if (!is.is_null()) out["properties"][*keys.begin()] = {{"const", is}};
  return out;
}

/// What config::check_level and config::merge refuse.
json contradictions(const section& kind) {
  const auto none = [](json what) { return json{{"not", std::move(what)}}; };
  json out = {none(says({"probe", "port"}, "icmp")), none(says({"probe", "port"}, "exec")),
              none(says({"probe", "family"}, "exec")), none(says({"probe", "address"}, "exec"))};
  if (&kind != &config::target_section) return out;
  const json as_text = {{"type", "string"}};
  out.push_back({{"anyOf", json::array({as_text, says({"host"}), says({"url"}), says({"name"})})}});
  out.push_back(none(says({"url", "host"})));
  out.push_back(none(says({"url", "port"})));
  for (const char* other : {"icmp", "exec", "dns"}) out.push_back(none(says({"probe", "url"}, other)));
  return out;
}

json section_of(const section& kind) {
  json out = {{"type", {"object"}}, {"properties", json::object()}, {"additionalProperties", false}};
  json required = json::array();
  bool of_target_keys = false;
  for (std::size_t at = 0; at < kind.size(); ++at) {
    if (!kind.allows(at)) continue;
    const field& one = kind.at(at);
    out["properties"][std::string(one.name)] = property_of(one);
    if (has(one, config::needed)) required.push_back(one.name);
    of_target_keys |= one.name == "port";
  }
  if (!required.empty()) out["required"] = required;
  if (of_target_keys) out["allOf"] = contradictions(kind);
  return out;
}

/// Text, or a map.
json target() {
  json out = section_of(config::target_section);
  out["type"] = {"string", "object"};
  out["pattern"] = destination_pattern();
  return out;
}

/// A network as text, or a map.
json allow_rule() {
  json out = section_of(config::allow_section);
  out["type"] = {"string", "object"};
  out["pattern"] = pattern_of(config::text_form::network);
  return out;
}

json template_keys() {
  json out = section_of(config::template_section);
  out["type"].push_back("null");
  return out;
}

}  // namespace

std::string json_schema() {
  json out = {{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "reachd"},
              {"description", "The configuration of reachd. `reachd check FILE` judges more than a schema can say."}};
  out.update(section_of(config::main_section));
  out["type"] = "object";
  out["anyOf"] = json::array({says({"targets"}), says({"groups"}), says({"include"})});
  out["definitions"] = {
      {"template", template_keys()}, {"group", section_of(config::group_section)}, {"target", target()}};
  out["definitions"]["secret"] = secret();
  out["definitions"]["allow"] = allow_rule();
  out["definitions"]["module"] = section_of(config::module_section);
  for (const section* shared :
       {&config::tcp_section, &config::http_section, &config::exec_section, &config::dns_section,
        &config::tls_option_section, &config::http_auth_section, &config::burst_section}) {
    out["definitions"][definition_of(*shared)] = section_of(*shared);
  }
  return out.dump(2) + "\n";
}

}  // namespace reachd::daemon
