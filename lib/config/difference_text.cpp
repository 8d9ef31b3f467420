// SPDX-License-Identifier: Apache-2.0
#include "config/difference_text.hpp"

#include <map>

#include "config/blackbox_text.hpp"
#include "config/schema.hpp"
#include "config/shown.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t longest_name = 512;
constexpr std::size_t longest_path = 4096;
constexpr std::string_view nothing = "none";

std::string name_of(const target_settings& of) { return printable(of.name, longest_name); }

std::string parent_of(const settings& in, const target_settings& of) {
  return of.parent ? shown(target_section.at(key_parent), in.targets[*of.parent].name) : std::string(nothing);
}

/// With the url, where there is one.
std::string options_of(const target_settings& of) {
  const std::string url = url_of(of);
  const std::string asked = of.asks_yaml == nullptr           ? std::string("{}")
                            : of.probe == options::kind::icmp ? "{" + *of.asks_yaml + "}"
                                                              : *of.asks_yaml;
  return url.empty() ? asked : url + " " + asked;
}

/// What became of one thing: "interval 1s → 2s, up_after 2 → 3".
class changes {
 public:
  void note(std::string_view what, const std::string& was, const std::string& is) {
    if (was == is) return;
    text_.append(text_.empty() ? "" : ", ").append(what);
    text_.append(what.empty() ? "" : " ").append(was).append(" → ").append(is);
  }
  void number(target_key key, std::int64_t was, std::int64_t is) {
    const field& of = target_section.at(key);
    note(of.name, shown(of, was), shown(of, is));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string changes_of_target(const settings& before, const settings& after, const continued_target& one) {
  const target_settings& was = before.targets[one.before];
  const target_settings& is = after.targets[one.after];
  changes out;
  out.note("name", name_of(was), name_of(is));
  out.number(key_family, static_cast<std::int64_t>(was.family), static_cast<std::int64_t>(is.family));
  out.number(key_address, static_cast<std::int64_t>(was.address), static_cast<std::int64_t>(is.address));
  out.number(key_interval, was.interval.count(), is.interval.count());
  out.number(key_timeout, was.timeout.count(), is.timeout.count());
  out.number(key_retry, was.retry.count(), is.retry.count());
  out.number(key_down_after, was.down_after, is.down_after);
  out.number(key_up_after, was.up_after, is.up_after);
  out.number(key_paused, was.paused ? 1 : 0, is.paused ? 1 : 0);
  if (!options::same(was.asks, is.asks)) {
    out.note(options::name_of(is.probe), options_of(was), options_of(is));
    if (options_of(was) == options_of(is)) out.note(options::name_of(is.probe), "a secret or a file", "another");
  }
  const auto group = [](const target_settings& of) {
    return of.group.empty() ? std::string(nothing) : yaml_text(of.group);
  };
  out.note("group", group(was), group(is));
  out.note("parent", parent_of(before, was), parent_of(after, is));
  std::map<std::string_view, std::pair<std::string, std::string>> labels;
  const field& label = target_section.at(key_labels);
  for (const auto& [name, text] : was.labels) labels[name] = {shown(label, text), std::string(nothing)};
  for (const auto& [name, text] : is.labels) {
    const auto at = labels.try_emplace(name, nothing, nothing).first;
    at->second.second = shown(label, text);
  }
  for (const auto& [name, texts] : labels) out.note("labels." + std::string(name), texts.first, texts.second);
  return out.take();
}

std::string listen_of(const settings& in) {
  if (!in.listen) return "default";
  std::string out;
  for (const core::endpoint& one : *in.listen) out += (out.empty() ? "" : ", ") + one.to_string();
  return "[" + out + "]";
}

std::string file_of(const settings& in) {
  return in.web_config_file.empty() ? "-" : printable(in.web_config_file, longest_path);
}

std::string uplink_of(const settings& in) {
  if (in.uplink.by == uplink_settings::mode::off) return "off";
  if (in.uplink.by == uplink_settings::mode::automatic) return "default";
  std::string out;
  for (const std::uint32_t one : in.uplink.targets) out += (out.empty() ? "" : ", ") + name_of(in.targets[one]);
  return "[" + out + "]";
}

/// A line for the allow-list, and one for each module that is another.
std::string changes_of_blackbox(const options::blackbox* was, const options::blackbox* is) {
  std::string out;
  const auto line = [&out](const std::string& what, const std::string& old, const std::string& now) {
    if (old != now) out += "~ blackbox." + what + ": " + old + " → " + now + "\n";
  };
  line("allow", was == nullptr ? "-" : allow_text(was->allow), is == nullptr ? "-" : allow_text(is->allow));
  std::map<std::string_view, std::pair<std::string, std::string>> modules;
  const options::blackbox none;
  for (const auto& one : (was == nullptr ? none : *was).modules) modules[one.name] = {module_text(one), "-"};
  for (const auto& one : (is == nullptr ? none : *is).modules) {
    modules.try_emplace(one.name, "-", "-").first->second.second = module_text(one);
  }
  for (const auto& [name, texts] : modules) line("modules." + yaml_text(name), texts.first, texts.second);
  return out;
}

/// What is not of a target, a line each.
std::string changes_of_program(const settings& before, const settings& after) {
  std::string out;
  const auto line = [&out](std::string_view what, const std::string& was, const std::string& is) {
    if (was != is) out += "~ " + std::string(what) + ": " + was + " → " + is + "\n";
  };
  const auto choice = [&line](std::string_view what, const field& of, std::int64_t was, std::int64_t is) {
    line(what, shown(of, was), shown(of, is));
  };
  line("web.listen", listen_of(before), listen_of(after));
  choice("web.lifecycle", web_section.at(key_lifecycle), before.lifecycle, after.lifecycle);
  line("web.config_file", file_of(before), file_of(after));
  if (before.web_config_file == after.web_config_file && before.access != after.access) {
    out += "~ web.config_file: what it says of TLS, passwords or header fields\n";
  }
  choice("log.level", log_section.at(key_level), static_cast<int>(before.level), static_cast<int>(after.level));
  choice("log.format", log_section.at(key_format), static_cast<int>(before.format), static_cast<int>(after.format));
  line("uplink", uplink_of(before), uplink_of(after));
  return out + changes_of_blackbox(before.blackbox.get(), after.blackbox.get());
}

}  // namespace

difference_text describe_difference(const settings& before, const settings& after) {
  const difference found = compare(before, after);
  difference_text out{changes_of_program(before, after), found.summary()};
  for (const std::uint32_t one : found.removed) out.lines += "- " + name_of(before.targets[one]) + "\n";
  for (const std::uint32_t one : found.added) out.lines += "+ " + name_of(after.targets[one]) + "\n";
  for (const continued_target& one : found.continued) {
    if (!one.replanned && !one.relabelled && !one.reparented) continue;
    out.lines += "~ " + name_of(after.targets[one.after]) + ": " + changes_of_target(before, after, one) + "\n";
  }
  return out;
}

}  // namespace reachd::config
