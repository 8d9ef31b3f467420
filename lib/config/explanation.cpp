// SPDX-License-Identifier: Apache-2.0
#include "config/explanation.hpp"

#include "config/host.hpp"
#include "config/options_text.hpp"
#include "config/probe_reader.hpp"
#include "config/schema.hpp"
#include "config/shown.hpp"

namespace reachd::config {
namespace {

place place_of(const document& from, node_index at) { return from.origin().locate(from.at(at).offset); }

class description {
 public:
  explicit description(const merged_target& of) : of_(of) {}

  explanation run() {
    const target_settings& is = of_.result;
    const document& own = *of_.from.back()->from;
    out_.where = place_of(own, of_.item);
    out_.name = is.name;
    text(key_name, is.name, {of_.from.size() - 1, of_.name});
    if (!is.group.empty()) group();
    const std::string url = url_of(is);
    if (!url.empty()) text(key_url, url, of_.trace.of[key_host]);
    if (!is.host.empty()) text(key_host, is.host, of_.trace.of[key_host]);
    number(key_probe, static_cast<std::int64_t>(is.probe));
    if (is.port != 0) number(key_port, is.port, "the usual one");
    const bool looked_up = options::goes_to_address(is.probe) && !core::family_of_literal(is.host);
    if (looked_up || is.family != core::families::any)
      number(key_family, static_cast<std::int64_t>(is.family),
             is.family != core::families::any ? "that of the source" : "");
    if (looked_up || is.address != address_choice::first) number(key_address, static_cast<std::int64_t>(is.address));
    number(key_interval, is.interval.count(), "1s for icmp and tcp, 30s for the others");
    number(key_timeout, is.timeout.count(), "the interval, at most 5s");
    number(key_retry, is.retry.count(), "the interval, at most 5s");
    number(key_down_after, is.down_after);
    number(key_up_after, is.up_after);
    number(key_paused, is.paused ? 1 : 0);
    parent();
    if (const auto key = key_of(is.probe)) {
      options_of(std::string(target_section.at(*key).name), *target_section.at(*key).inside,
                 layered::of(of_.from).inside(*key));
    } else {
      options_of({}, target_section, layered::of(of_.from), first_icmp_key, last_icmp_key);
    }
    for (const auto& [name, label] : of_.trace.labels)
      add("labels." + std::string(name), shown(target_section.at(key_labels), label.text), {label.level, label.at});
    return std::move(out_);
  }

 private:
  void add(std::string key, std::string value, const value_origin& origin, std::string_view built_in = {}) {
    explained_value one{std::move(key), std::move(value), {}, "built in"};
    const bool from_file = origin.level != value_origin::built_in;
    if (from_file) one.where = place_of(*of_.from[origin.level]->from, origin.at);
    if (from_file && !origin.null) {
      one.said_by = of_.level_names[origin.level];
    } else {
      if (!built_in.empty()) one.said_by.append(": ").append(built_in);
      if (origin.null) one.said_by += ", by null in " + of_.level_names[origin.level];
    }
    out_.values.push_back(std::move(one));
  }

  void text(target_key key, std::string_view value, const value_origin& origin) {
    add(std::string(target_section.at(key).name), shown(target_section.at(key), value), origin);
  }

  void number(target_key key, std::int64_t value, std::string_view built_in = {}) {
    add(std::string(target_section.at(key).name), shown(target_section.at(key), value), of_.trace.of[key], built_in);
  }

  /// Those that were written, each key with its own place.
  void options_of(const std::string& path, const section& kind, const layered& from) {
    options_of(path + ".", kind, from, 0, kind.size() - 1);
  }
  void options_of(const std::string& before, const section& kind, const layered& from, std::size_t first,
                  std::size_t last) {
    for (std::size_t key = first; key <= last; ++key) {
      const field& of = kind.at(key);
      const std::string name = before + std::string(of.name);
      if ((of.rules & nested) != 0) {
        options_of(name, *of.inside, from.inside(key));
      } else if (of.type == value_type::scalars || of.type == value_type::secrets) {
        from.for_each_name(key, of.type, [&](const layered::found& map, entry one) {
          const std::string text = entry_text(of, map.from(), one.value);
          add(name + "." + std::string(map.from().text(one.key)), text, {map.level, one.value});
        });
      } else if (const auto found = from.find(key)) {
        add(name, value_text(of, *found), {found->level, found->written.node});
      }
    }
  }

  void group() {
    for (std::size_t at = 0; at < of_.from.size(); ++at) {
      const value& name = of_.from[at]->at[key_group_name];
      if (name.set()) add("group", shown(group_section.at(key_group_name), name.text), {at, name.node});
    }
  }

  /// As it is written; a target that inherits itself has none.
  void parent() {
    const auto found = find_parent(of_.from);
    const std::string_view name = found ? found->from->text(found->at) : std::string_view();
    const bool itself = found && found->inherited && name == of_.result.name;
    const bool none = !found || itself;
    if (none && of_.trace.of[key_parent].level == value_origin::built_in) return;
    add("parent", none ? "null" : shown(target_section.at(key_parent), name), of_.trace.of[key_parent], "none");
    if (itself) out_.values.back().said_by += ", which names this target itself";
  }

  const merged_target& of_;
  explanation out_;
};

}  // namespace

void explainer::see(const merged_target& target) { found_ = description(target).run(); }

}  // namespace reachd::config
