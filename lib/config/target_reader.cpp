// SPDX-License-Identifier: Apache-2.0
#include "config/target_reader.hpp"

#include "config/host.hpp"
#include "config/icmp_reader.hpp"
#include "config/shown.hpp"
#include "config/suggest.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

void lay_url(std::string_view text, target_settings& into) {
  const auto* const base = options::get<options::http>(into.asks);
  auto url = parse_url(text);
  if (base == nullptr || !url) return;
  options::http own = *base;
  own.secure = url->secure;
  own.authority = std::move(url->authority);
  own.path = std::move(url->path);
  into.asks = std::make_shared<const options::http>(std::move(own));
}

std::optional<complaint> what_is_wrong(const target_settings& of) {
  const auto* const icmp = options::get<options::icmp>(of.asks);
  if (icmp != nullptr) return contradiction(*icmp, of);
  const auto* const exec = options::get<options::exec>(of.asks);
  if (exec != nullptr && exec->command.empty()) {
    return complaint{"an exec probe without a command", "write 'exec: {command: [PROGRAM, ARGUMENT]}'"};
  }
  const auto* const dns = options::get<options::dns>(of.asks);
  if (dns != nullptr && dns->name.empty()) {
    return complaint{"a dns probe without a name to ask for", "write 'dns: {name: NAME}'"};
  }
  return std::nullopt;
}

}  // namespace

void target_reader::read_defaults(const section_values& top) {
  if (!top.at[key_defaults].set()) return;
  defaults_ = read_section(*top.from, top.at[key_defaults].node, defaults_section, {}, problems_);
  check_level(defaults_, problems_);
  parents_.note(defaults_);
}

void target_reader::read_templates(const section_values& top) {
  if (!top.at[key_templates].set()) return;
  const document& from = *top.from;
  from.for_each_entry(top.at[key_templates].node, [&](entry one) {
    const std::string_view name = from.text(one.key);
    if (from.kind(one.key) != node_kind::scalar || problems_.full()) return;
    if (!template_names_.claim(name, from, one.key, "templates", problems_)) return;
    section_values& level = templates_[name];
    level.from = &from;
    if (from.kind(one.value) == node_kind::null) return;
    if (from.kind(one.value) != node_kind::map) {
      const std::string message = "template " + quoted(name) + " must be a map of target keys, not ";
      return problems_.add(from.problem_at(one.value, {message + describe(from, one.value), {}}));
    }
    level = read_section(from, one.value, template_section, name, problems_);
    check_level(level, problems_);
    parents_.note(level);
  });
}

void target_reader::read_targets(const section_values& top, std::uint16_t file) {
  file_ = file;
  items_lost_ |= top.at[key_groups].is == value::state::wrong;
  if (top.at[key_groups].set()) {
    top.from->for_each_item(top.at[key_groups].node, [&](node_index item) { read_group(*top.from, item); });
  }
  read_list(*top.from, top.at[key_targets], {});
}

void target_reader::read_group(const document& from, node_index item) {
  if (problems_.full()) return;
  if (from.kind(item) != node_kind::map) {
    items_lost_ = true;
    return problems_.add(from.problem_at(
        item, {"a group must be a map, not " + describe(from, item), "write {name: NAME, targets: [...]}"}));
  }
  const section_values own = read_section(from, item, group_section, {}, problems_);
  check_level(own, problems_);
  parents_.note(own);
  group in;
  in.level = &own;
  if (own.at[key_group_name].set()) {
    in.name = own.at[key_group_name].text;
    group_names_.claim(in.name, from, own.at[key_group_name].node, "groups", problems_);
  } else if (own.at[key_group_name].is != value::state::wrong) {
    problems_.add(from.problem_at(item, {"a group without a name", "write 'name: NAME'"}));
  }
  find_templates(own, in.templates);
  if (!own.at[key_group_targets].written()) {
    items_lost_ = true;
    return problems_.add(from.problem_at(item, {"a group without targets", "write 'targets: [...]', or remove it"}));
  }
  read_list(from, own.at[key_group_targets], in);
}

void target_reader::read_list(const document& from, const value& list, const group& in) {
  const bool nothing = list.is == value::state::null || (list.set() && from.at(list.node).first == 0);
  if (nothing) {
    return problems_.add(from.problem_at(list.key, {"'targets' is empty", "add a target such as '- 192.0.2.1'"}));
  }
  items_lost_ |= list.is == value::state::wrong;
  if (!list.set()) return;
  from.for_each_item(list.node, [&](node_index item) { read_item(from, item, in); });
}

void target_reader::read_item(const document& from, node_index item, const group& in) {
  if (problems_.full()) return;
  const auto own = read_level(from, item);
  if (!own) return;
  name_table::owner* name = claim_name(*own);
  if (check_level(*own, problems_) && check_destination(*own)) apply(*own, item, in, name);
}

std::optional<section_values> target_reader::read_level(const document& from, node_index item) {
  if (from.kind(item) == node_kind::map) return read_section(from, item, target_section, {}, problems_);
  if (from.kind(item) == node_kind::scalar) {
    section_values own{&from, {}};
    const target_key key = is_url(from.text(item)) ? key_url : key_host;
    own.at[key] = {value::state::set, item, item, 0, from.text(item)};
    return own;
  }
  const bool list = from.kind(item) == node_kind::sequence;
  problems_.add(from.problem_at(item, {"a target must be text or a map, not " + describe(from, item),
                                       list ? "put an address in brackets in quotes, or leave the brackets out" : ""}));
  return std::nullopt;
}

/// First of all, so that a target that has something wrong is still known by its name. Null: it has none of its own.
name_table::owner* target_reader::claim_name(const section_values& own) {
  for (const target_key key : {key_name, key_url, key_host}) {
    const value& name = own.at[key];
    if (name.set()) return target_names_.claim(name.text, *own.from, name.node, "targets", problems_);
  }
  return nullptr;
}

/// The host or url alone, so that what is wrong with it is shown at its own place.
bool target_reader::check_destination(const section_values& own) {
  const auto refuse = [&](target_key key, const complaint& what) {
    problems_.add(own.from->problem_at(own.at[key].node, what));
    return false;
  };
  if (own.at[key_url].set()) {
    const auto url = parse_url(own.at[key_url].text);
    return url ? true : refuse(key_url, url.error());
  }
  if (!own.at[key_host].set())
    return own.at[key_host].is != value::state::wrong && own.at[key_url].is != value::state::wrong;
  const auto host = check_host(own.at[key_host].text);
  return host ? true : refuse(key_host, host.error());
}

void target_reader::apply(const section_values& own, node_index item, const group& in, name_table::owner* name) {
  std::vector<const section_values*> path{&defaults_};
  if (own.at[key_use].is != value::state::null) path.insert(path.end(), in.templates.begin(), in.templates.end());
  find_templates(own, path);
  if (in.level != nullptr) path.push_back(in.level);
  path.push_back(&own);

  target_settings target;
  merge_trace trace;
  if (const auto merged = merge(path, target, &trace); !merged) {
    if (own.at[key_port].is == value::state::wrong) return;  // said already
    return problems_.add(own.from->problem_at(item, merged.error()));
  }
  if (!check_addresses(path, item, in, trace, target) || !read_options(path, item, target)) return;
  if (name == nullptr) {
    // One that is taken, or wrong, is a problem already.
    const auto unsaid = [&own](target_key key) {
      return own.at[key].is == value::state::unset || own.at[key].is == value::state::null;
    };
    if (unsaid(key_name) && unsaid(key_host) && unsaid(key_url))
      problems_.add(own.from->problem_at(item, {"a target without a name", "write 'name: NAME'"}));
    return;
  }
  name->index = static_cast<std::uint32_t>(out_.targets.size());
  if (const auto parent = find_parent(path)) parents_.add(*name->index, *parent);
  target.name = name->from->text(name->at);
  target.group = in.name;
  target.line = own.from->origin().line_of(own.from->at(item).offset);
  target.file = file_;
  if (watcher_ != nullptr && watcher_->asks_for(target.name)) {
    std::vector<std::string> names;
    for (const section_values* level : path) names.push_back(name_level(level, own, in));
    watcher_->see({path, names, trace, target, item, name->at});
  }
  out_.targets.push_back(std::move(target));
}

/// A family or a choice of addresses where nothing is looked up, or a family that is not that of the address that is
/// written. False if that is a problem.
bool target_reader::check_addresses(levels from, node_index item, const group& in, const merge_trace& trace,
                                    const target_settings& merged) {
  const section_values& own = *from.back();
  for (const target_key key : {key_family, key_address}) {
    if (options::goes_to_address(merged.probe) || !own.at[key].set()) continue;
    problems_.add(own.from->problem_at(own.at[key].key, key_without_address(merged.probe, key)));
    return false;
  }
  const value& said = own.at[key_family];
  const auto literal = core::family_of_literal(merged.host);
  if (!literal || core::holds(merged.family, *literal)) return true;
  const std::string other(core::address_word(*literal == core::family::v4 ? core::families::v4 : core::families::v6));
  const std::string asked =
      "'family: " + shown(target_section.at(key_family), static_cast<std::int64_t>(merged.family)) + "'";
  const std::string by = said.set()
                             ? "beside " + asked
                             : "and " + asked + " comes from " + name_level(from[trace.of[key_family].level], own, in);
  problems_.add(own.from->problem_at(said.set() ? said.node : item,
                                     {quoted(merged.host) + " is an " + other + ", " + by,
                                      said.set() ? "remove one of them" : "write 'family: any' in the target"}));
  return false;
}

/// What it asks. False if it asks nothing, or what another kind of probe would; that is a problem.
bool target_reader::read_options(levels from, node_index item, target_settings& into) {
  const section_values& own = *from.back();
  for (std::size_t at = 0; at < options::kind_count; ++at) {
    const auto kind = static_cast<options::kind>(at);
    const auto key = key_of(kind);
    if (!key || kind == into.probe || !own.at[*key].set()) continue;
    const std::string name(options::name_of(kind));
    problems_.add(own.from->problem_at(
        own.at[*key].key, {quoted(name) + " in a target that is probed by " + std::string(options::name_of(into.probe)),
                           "write 'probe: " + name + "', or remove it"}));
    return false;
  }
  const auto of_icmp = into.probe != options::kind::icmp ? first_icmp_key_in(own) : std::nullopt;
  if (of_icmp) {
    problems_.add(own.from->problem_at(own.at[*of_icmp].key,
                                       {quoted(target_section.at(*of_icmp).name) + " in a target that is probed by " +
                                            std::string(options::name_of(into.probe)),
                                        "it is for icmp alone: remove it"}));
    return false;
  }
  const probe_reader::asked& asked = probes_.read(into.probe, layered::of(from));
  into.asks = asked.what;
  into.asks_yaml = asked.yaml;
  if (own.at[key_url].set()) lay_url(own.at[key_url].text, into);
  if (const auto* const icmp = options::get<options::icmp>(into.asks)) take_family_of_source(*icmp, into);
  const auto wrong = what_is_wrong(into);
  if (wrong) problems_.add(own.from->problem_at(item, *wrong));
  return !wrong;
}

void target_reader::find_templates(const section_values& user, std::vector<const section_values*>& into) {
  const value& use = user.at[key_use];
  if (!use.set()) return;
  for_each_text(user, use, [&](node_index item) {
    const auto found = templates_.find(user.from->text(item));
    if (found != templates_.end()) {
      into.push_back(&found->second);
    } else if (all_files_read_) {
      problems_.add(user.from->problem_at(item, unknown_template(user.from->text(item))));
    }
  });
}

/// As people call it: "defaults", "template 'wan'", "group 'core'", "target".
std::string target_reader::name_level(const section_values* level, const section_values& own, const group& in) const {
  if (level == &own) return "target";
  if (level == in.level) return "group " + quoted(in.name);
  for (const auto& [name, each] : templates_) {
    if (level == &each) return "template " + quoted(name);
  }
  return "defaults";
}

complaint target_reader::unknown_template(std::string_view name) const {
  suggestion near(name);
  for (const auto& [known, level] : templates_) near.consider(known);
  std::string hint = near.hint();
  if (hint.empty() && templates_.empty()) hint = "there are no templates";
  return {"unknown template " + quoted(name), hint};
}

}  // namespace reachd::config
