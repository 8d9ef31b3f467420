// SPDX-License-Identifier: Apache-2.0
#include "config/dump.hpp"

#include <unordered_map>

#include "config/blackbox_text.hpp"
#include "config/schema.hpp"
#include "config/shown.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t longest_path = 4096;

class writer {
 public:
  explicit writer(const settings& all) : all_(all) {}

  std::string run() {
    if (!all_.files.empty()) line("# " + printable(all_.files.front(), longest_path) + ", as reachd understands it");
    write_web();
    line("log: {level: " + shown(log_section.at(key_level), static_cast<std::int64_t>(all_.level)) +
         ", format: " + shown(log_section.at(key_format), static_cast<std::int64_t>(all_.format)) + "}");
    write_uplink();
    if (all_.blackbox != nullptr) out_ += blackbox_text(*all_.blackbox);
    write_targets();
    return std::move(out_);
  }

 private:
  void line(const std::string& text) { (out_ += text) += '\n'; }

  void write_web() {
    line("web:");
    if (all_.listen) {
      std::string list;
      for (const core::endpoint& one : *all_.listen) {
        list += (list.empty() ? "" : ", ") + shown(web_section.at(key_listen), one.to_string());
      }
      line("  listen: [" + list + "]");
    }
    line("  lifecycle: " + shown(web_section.at(key_lifecycle), std::int64_t{all_.lifecycle}));
    if (all_.web_config_file.empty()) return;
    line("  config_file: " + shown(web_section.at(key_config_file), std::string_view(all_.web_config_file)));
  }

  void write_uplink() {
    if (all_.uplink.by == uplink_settings::mode::off) line("uplink: off");
    if (all_.uplink.by != uplink_settings::mode::targets) return;
    std::string list;
    for (const std::uint32_t one : all_.uplink.targets) {
      list += (list.empty() ? "" : ", ") + shown(uplink_section.at(key_uplink_targets), all_.targets[one].name);
    }
    line("uplink: {targets: [" + list + "]}");
  }

  /// Groups in the order of their first targets.
  void write_targets() {
    std::vector<std::vector<const target_settings*>> groups(1);
    std::unordered_map<std::string_view, std::size_t> known{{"", 0}};
    for (const target_settings& one : all_.targets) {
      const auto [at, fresh] = known.try_emplace(one.group, groups.size());
      if (fresh) groups.emplace_back();
      groups[at->second].push_back(&one);
    }
    if (groups.size() > 1) line("groups:");
    for (std::size_t at = 1; at < groups.size(); ++at) {
      line("  - name: " + shown(group_section.at(key_group_name), groups[at].front()->group));
      line("    targets:");
      for (const target_settings* one : groups[at]) write_target(*one, "      - ");
    }
    if (groups.front().empty()) return;
    line("targets:");
    for (const target_settings* one : groups.front()) write_target(*one, "  - ");
  }

  template <typename Value>
  void key(target_key which, const Value& value) {
    const field& of = target_section.at(which);
    ((out_ += out_.back() == '{' ? "" : ", ") += of.name) += ": ";
    out_ += shown(of, value);
  }

  void write_target(const target_settings& one, std::string_view indent) {
    (out_ += indent) += '{';
    key(key_name, std::string_view(one.name));
    write_destination(one);
    key(key_interval, one.interval);
    key(key_timeout, one.timeout);
    key(key_retry, one.retry);
    key(key_down_after, std::int64_t{one.down_after});
    key(key_up_after, std::int64_t{one.up_after});
    key(key_paused, std::int64_t{one.paused});
    if (one.parent) key(key_parent, std::string_view(all_.targets[*one.parent].name));
    if (!one.labels.empty()) write_labels(one);
    write_options(one);
    out_ += "}\n";
  }

  /// Those of icmp are keys of the target.
  void write_options(const target_settings& one) {
    if (one.asks_yaml == nullptr) return;
    out_ += ", ";
    if (one.probe != options::kind::icmp) out_.append(options::name_of(one.probe)).append(": ");
    out_ += *one.asks_yaml;
  }

  void write_destination(const target_settings& one) {
    const std::string url = url_of(one);
    if (!url.empty()) {
      key(key_url, std::string_view(url));
      return write_addresses(one);
    }
    if (!one.host.empty()) key(key_host, std::string_view(one.host));
    key(key_probe, static_cast<std::int64_t>(one.probe));
    if (one.port != 0) key(key_port, std::int64_t{one.port});
    write_addresses(one);
  }

  void write_addresses(const target_settings& one) {
    if (one.family != core::families::any) key(key_family, static_cast<std::int64_t>(one.family));
    if (one.address != address_choice::first) key(key_address, static_cast<std::int64_t>(one.address));
  }

  void write_labels(const target_settings& one) {
    out_ += ", labels: {";
    for (const auto& [name, text] : one.labels) {
      if (out_.back() != '{') out_ += ", ";
      out_ += yaml_text(name) + ": " + shown(target_section.at(key_labels), text);
    }
    out_ += '}';
  }

  const settings& all_;
  std::string out_;
};

}  // namespace

std::string dump(const settings& all) { return writer(all).run(); }

}  // namespace reachd::config
