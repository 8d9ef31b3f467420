// SPDX-License-Identifier: Apache-2.0
#include "config/blackbox_reader.hpp"

#include <algorithm>

#include "config/host.hpp"
#include "config/icmp_reader.hpp"
#include "config/probe_reader.hpp"
#include "config/probe_schema.hpp"
#include "config/text_form.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t longest_name = 128;

class blackbox_reader {
 public:
  blackbox_reader(const section_values& own, file_set* files, problem_list& problems)
      : own_(own), from_(*own.from), problems_(problems), probes_(files, problems) {}

  options::blackbox run() {
    if (own_.at[key_allow].set()) {
      from_.for_each_item(own_.at[key_allow].node, [this](node_index item) { read_rule(item); });
    }
    if (own_.at[key_modules].set()) {
      from_.for_each_entry(own_.at[key_modules].node, [this](entry one) { read_module(one); });
    }
    return std::move(out_);
  }

 private:
  void refuse(node_index at, std::string message, std::string hint = {}) {
    problems_.add(from_.problem_at(at, {std::move(message), std::move(hint)}));
  }

  void add_rule(std::string_view net, std::vector<options::port_range> ports) {
    const auto parsed = core::network::parse(net);
    if (parsed) out_.allow.rules.push_back({*parsed, std::move(ports)});
  }

  void read_rule(node_index item) {
    if (from_.kind(item) == node_kind::map) return read_rule_with_ports(item);
    if (from_.kind(item) != node_kind::scalar) {
      return refuse(item, "a rule of 'allow' must be text or a map, not " + describe(from_, item),
                    "write 192.0.2.0/24, or {net: 192.0.2.0/24, ports: [443]}");
    }
    const auto form = check_form(text_form::network, from_.text(item));
    if (!form) return refuse(item, "'allow' " + form.error().message, form.error().hint);
    add_rule(from_.text(item), {});
  }

  void read_rule_with_ports(node_index item) {
    const section_values rule = read_section(from_, item, allow_section, {}, problems_);
    const value& net = rule.at[key_allow_net];
    const value& listed = rule.at[key_allow_ports];
    if (net.is == value::state::unset || net.is == value::state::null) {
      return refuse(item, "a rule of 'allow' without a network", "write 'net: ADDRESS/BITS'");
    }
    std::vector<options::port_range> ports;
    if (listed.set()) {
      for_each_text(rule, listed, [&](node_index one) {
        if (const auto range = options::port_range::parse(from_.text(one))) ports.push_back(*range);
      });
      if (ports.empty() && from_.kind(listed.node) == node_kind::sequence) {
        return refuse(listed.key, "'ports' is empty", "leave it out for all ports");
      }
    }
    // With wrong ports it would be a rule for all of them.
    if (net.set() && listed.is != value::state::wrong) add_rule(net.text, std::move(ports));
  }

  void read_module(entry one) {
    if (from_.kind(one.key) != node_kind::scalar || problems_.full()) return;
    const std::string_view name = from_.text(one.key);
    if (name.empty() || name.size() > longest_name || has_control(name)) {
      return refuse(one.key, "the name of a module has 1 to " + std::to_string(longest_name) + " characters");
    }
    if (from_.kind(one.value) != node_kind::map) {
      return refuse(one.value,
                    "module " + quoted(name) + " must be a map of keys to values, not " + describe(from_, one.value),
                    "write {probe: icmp}");
    }
    const section_values level = read_section(from_, one.value, module_section, name, problems_);
    if (level.at[key_module_probe].set()) return add_module(name, level, one.value);
    if (level.at[key_module_probe].is != value::state::wrong) {
      refuse(one.value, "module " + quoted(name) + " without a probe", "write 'probe: icmp', tcp, http or dns");
    }
  }

  void add_module(std::string_view name, const section_values& level, node_index at) {
    options::probe_module made;
    made.name = name;
    made.probe = kind_named(module_section.at(key_module_probe), level.at[key_module_probe]);
    if (level.at[key_module_timeout].set()) made.timeout = core::nanoseconds(level.at[key_module_timeout].number);
    if (level.at[key_module_family].set()) {
      made.family = static_cast<options::family_choice>(level.at[key_module_family].number);
    }
    if (!asks_only(made.probe, level)) return;
    const std::array<const section_values*, 1> levels{&level};
    const probe_reader::asked& asked = probes_.read(made.probe, layered::of(levels));
    made.asks = asked.what;
    made.asks_yaml = asked.yaml;
    if (const auto* const icmp = options::get<options::icmp>(made.asks); icmp != nullptr && !fits(*icmp, made)) {
      return refuse(level.at[key_source].node, "'source' is an address of one family, and 'family' wants another",
                    "remove one of them");
    }
    const auto* const dns = options::get<options::dns>(made.asks);
    if (dns != nullptr && dns->name.empty()) {
      return refuse(at, "module " + quoted(name) + " has no name to ask for", "write 'dns: {name: NAME}'");
    }
    out_.modules.push_back(std::move(made));
  }

  /// The family of the source is that of the target, too. False: another one is wanted.
  static bool fits(const options::icmp& asked, options::probe_module& made) {
    using enum options::family_choice;
    const auto source = core::family_of_literal(asked.source);
    if (!source) return true;
    const auto own = *source == core::family::v4 ? ipv4 : ipv6;
    if (made.family == as_ordered) made.family = own;
    return made.family == own;
  }

  static options::kind kind_named(const field& of, const value& chosen) {
    const std::string_view name = of.choices[static_cast<std::size_t>(chosen.number)];
    const auto found = std::ranges::find(options::kind_names, name);
    return static_cast<options::kind>(found - options::kind_names.begin());
  }

  /// The options of its own kind, and not what the request says.
  bool asks_only(options::kind probe, const section_values& level) {
    for (const options::kind other : {options::kind::tcp, options::kind::http, options::kind::dns}) {
      const target_key key = *key_of(other);
      if (other == probe || !level.at[key].set()) continue;
      const std::string name(options::name_of(other));
      refuse(level.at[key].key, quoted(name) + " in a module that probes by " + std::string(options::name_of(probe)),
             "write 'probe: " + name + "', or remove it");
      return false;
    }
    const auto of_icmp = probe != options::kind::icmp ? first_icmp_key_in(level) : std::nullopt;
    if (of_icmp) {
      refuse(level.at[*of_icmp].key,
             quoted(module_section.at(*of_icmp).name) + " in a module that probes by " +
                 std::string(options::name_of(probe)),
             "it is for icmp alone: remove it");
      return false;
    }
    const section_values* const dns = level.find_inside(key_dns);
    if (dns == nullptr || !dns->at[key_dns_server].set()) return true;
    refuse(dns->at[key_dns_server].key, "'server' in a module: it is the target of the request", "remove it");
    return false;
  }

  const section_values& own_;
  const document& from_;
  problem_list& problems_;
  probe_reader probes_;
  options::blackbox out_;
};

}  // namespace

std::shared_ptr<const options::blackbox> read_blackbox(const section_values& top, file_set* files,
                                                       problem_list& problems) {
  const value& written = top.at[key_blackbox];
  if (!written.set()) return nullptr;
  const document& from = *top.from;
  const section_values own = read_section(from, written.node, blackbox_section, {}, problems);
  options::blackbox out = blackbox_reader(own, files, problems).run();
  const auto missing = [&own](blackbox_key key) {
    return own.at[key].is == value::state::unset || own.at[key].is == value::state::null;
  };
  const bool no_rules = own.at[key_allow].set() && from.at(own.at[key_allow].node).first == 0;
  if (missing(key_allow) || no_rules) {
    problems.add(from.problem_at(written.key, {"'blackbox' without 'allow': nothing could be probed",
                                               "name the networks, such as 'allow: [192.0.2.0/24]'"}));
  }
  if (missing(key_modules)) {
    problems.add(from.problem_at(written.key, {"'blackbox' without 'modules': nothing could be asked for",
                                               "write 'modules: {icmp: {probe: icmp}}'"}));
  }
  return std::make_shared<const options::blackbox>(std::move(out));
}

}  // namespace reachd::config
