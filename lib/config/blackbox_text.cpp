// SPDX-License-Identifier: Apache-2.0
#include "config/blackbox_text.hpp"

#include "config/schema.hpp"
#include "config/shown.hpp"

namespace reachd::config {
namespace {

std::string rule_text(const options::allow_rule& rule) {
  if (rule.ports.empty()) return yaml_text(rule.net.to_string());
  std::string ports;
  for (const options::port_range& one : rule.ports) ports += (ports.empty() ? "" : ", ") + one.to_string();
  return "{net: " + yaml_text(rule.net.to_string()) + ", ports: [" + ports + "]}";
}

}  // namespace

std::string allow_text(const options::allow_list& shown_list) {
  std::string out;
  for (const options::allow_rule& rule : shown_list.rules) out += (out.empty() ? "" : ", ") + rule_text(rule);
  return "[" + out + "]";
}

std::string module_text(const options::probe_module& shown_module) {
  std::string out = "{probe: ";
  out += options::name_of(shown_module.probe);
  if (shown_module.timeout != core::nanoseconds::zero()) {
    out += ", timeout: " + shown(module_section.at(key_module_timeout), shown_module.timeout);
  }
  out += ", family: ";
  out += options::family_choice_names[static_cast<std::size_t>(shown_module.family)];
  if (shown_module.asks_yaml != nullptr) {
    out += ", ";
    // Those of icmp are keys of the module.
    if (shown_module.probe != options::kind::icmp) out.append(options::name_of(shown_module.probe)).append(": ");
    out += *shown_module.asks_yaml;
  }
  return out + "}";
}

std::string blackbox_text(const options::blackbox& shown_box) {
  std::string out = "blackbox:\n  allow:\n";
  for (const options::allow_rule& rule : shown_box.allow.rules) out += "    - " + rule_text(rule) + "\n";
  out += shown_box.modules.empty() ? "  modules: {}\n" : "  modules:\n";
  for (const options::probe_module& one : shown_box.modules) {
    out += "    " + yaml_text(one.name) + ": " + module_text(one) + "\n";
  }
  return out;
}

}  // namespace reachd::config
