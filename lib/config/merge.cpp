// SPDX-License-Identifier: Apache-2.0
#include "config/merge.hpp"

#include <algorithm>

#include "config/host.hpp"
#include "config/layered.hpp"
#include "config/probe_schema.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

using std::unexpected;

constexpr core::nanoseconds longest_wait{5'000'000'000};

constexpr std::uint16_t dns_port = 53;

/// The key by which one level asks for a probe: in so many words, by a url, or by a port, which is tcp.
std::optional<target_key> probe_key_of(const section_values& level) {
  for (const target_key key : {key_probe, key_url, key_port}) {
    if (level.at[key].set()) return key;
  }
  return std::nullopt;
}

options::kind kind_of_url(std::string_view url) {
  return url.starts_with("http") ? options::kind::http : options::kind::tcp;
}

class merger {
 public:
  merger(levels from, target_settings& out, merge_trace& trace) : from_(from), out_(out), trace_(trace) {}

  std::expected<void, complaint> run() {
    out_.probe = find_probe();
    if (auto found = find_destination(); !found) return found;
    if (options::goes_to_address(out_.probe)) find_addresses();
    out_.interval = duration_of(key_interval, options::usual_interval(out_.probe));
    const core::nanoseconds wait = std::min(out_.interval, longest_wait);
    out_.timeout = duration_of(key_timeout, wait);
    out_.retry = duration_of(key_retry, wait);
    out_.down_after = static_cast<std::uint32_t>(number_of(key_down_after));
    out_.up_after = static_cast<std::uint32_t>(number_of(key_up_after));
    out_.paused = number_of(key_paused) != 0;
    find_value(key_parent);
    find_labels();
    return {};
  }

 private:
  value find_value(target_key key) { return config::find_value(from_, key, &trace_.of[key]); }

  std::int64_t number_of(target_key key) {
    const value found = find_value(key);
    return found.set() ? found.number : target_section.at(key).built_in.value();
  }

  core::nanoseconds duration_of(target_key key, core::nanoseconds otherwise) {
    const value found = find_value(key);
    return found.set() ? core::nanoseconds(found.number) : otherwise;
  }

  options::kind find_probe() {
    value_origin& origin = trace_.of[key_probe];
    for (std::size_t at = from_.size(); at > 0 && !origin.null; --at) {
      const section_values& level = *from_[at - 1];
      const auto key = probe_key_of(level);
      const value& said = level.at[key.value_or(key_probe)];
      if (key || said.is == value::state::null) origin = {at - 1, said.node, !key};
      if (key == key_url) return kind_of_url(said.text);
      if (key) return key == key_probe ? static_cast<options::kind>(said.number) : options::kind::tcp;
    }
    value_origin port;
    if (!config::find_value(from_, key_port, &port).set()) return options::kind::icmp;
    origin = port;
    return options::kind::tcp;
  }

  /// Host and port, for the probe that is already known.
  std::expected<void, complaint> find_destination() {
    const std::size_t last = from_.size() - 1;
    const section_values& own = *from_[last];
    if (own.at[key_url].set()) {
      auto url = parse_url(own.at[key_url].text);
      if (!url) return unexpected(url.error());
      out_.host = std::move(url->host);
      out_.port = url->port;
      trace_.of[key_host] = trace_.of[key_port] = {last, own.at[key_url].node};
      return {};
    }
    if (out_.probe == options::kind::http) {
      return unexpected(complaint{"an http probe without a url", "write 'url: https://HOST/PATH'"});
    }
    if (out_.probe == options::kind::dns && find_server()) return {};
    if (own.at[key_host].set()) {
      out_.host = own.at[key_host].text;
      trace_.of[key_host] = {last, own.at[key_host].node};
    } else if (options::goes_to_address(out_.probe)) {
      if (out_.probe == options::kind::dns) {
        return unexpected(complaint{"a dns probe without a server", "write 'dns: {server: ADDRESS}'"});
      }
      return unexpected(complaint{"a target without a host", "write 'host: ADDRESS' or 'url: tcp://HOST:PORT'"});
    }
    return find_port();
  }

  std::expected<void, complaint> find_port() {
    if (out_.probe == options::kind::icmp || out_.probe == options::kind::exec) return {};
    const value port = find_value(key_port);
    if (port.set()) {
      out_.port = static_cast<std::uint16_t>(port.number);
    } else if (out_.probe == options::kind::dns) {
      out_.port = dns_port;
    } else {
      return unexpected(complaint{"a tcp probe without a port", "write 'port: 1..65535'"});
    }
    return {};
  }

  /// `dns: {server: ...}`, unless the target itself names a host.
  bool find_server() {
    const section_values& own = *from_.back();
    const layered asked = layered::of(from_).inside(key_dns);
    const auto server = asked.find(key_dns_server);
    if (!server || (own.at[key_host].set() && server->level + 1 < from_.size())) return false;
    auto parts = parse_server(server->text());
    if (!parts) return true;  // told where it is written
    out_.host = std::move(parts->host);
    trace_.of[key_host] = {server->level, server->written.node};
    const value port = find_value(key_port);
    out_.port = port.set() ? static_cast<std::uint16_t>(port.number) : dns_port;
    if (parts->port == 0) return true;
    out_.port = parts->port;
    trace_.of[key_port] = trace_.of[key_host];
    return true;
  }

  void find_addresses() {
    out_.family = static_cast<core::families>(number_of(key_family));
    out_.address = static_cast<address_choice>(number_of(key_address));
  }

  void find_labels() {
    for (std::size_t at = 0; at < from_.size(); ++at) {
      const value& labels = from_[at]->at[key_labels];
      if (labels.is == value::state::null) trace_.labels.clear();
      if (labels.set()) merge_labels(*from_[at]->from, labels.node, at, trace_.labels);
    }
    for (const auto& [name, label] : trace_.labels) out_.labels.emplace_back(name, label.text);
  }

  levels from_;
  target_settings& out_;
  merge_trace& trace_;
};

/// `dns: {server: ...}`: one text, and not beside a host.
void check_server(const section_values& level, problem_list& problems, bool& good) {
  const section_values* const asked = level.find_inside(key_dns);
  if (asked == nullptr || !asked->at[key_dns_server].set()) return;
  const value& server = asked->at[key_dns_server];
  const auto parts = parse_server(server.text);
  const bool two_ports = parts && parts->port != 0 && level.at[key_port].set();
  if (parts && !level.at[key_host].set() && !two_ports) return;
  good = false;
  complaint what{"'server' beside 'host', which names the server", "remove one of them"};
  if (two_ports) what.message = "a port in 'server' beside 'port'";
  if (!parts) what = parts.error();
  problems.add(asked->from->problem_at(parts ? server.key : server.node, std::move(what)));
}

}  // namespace

value find_value(levels from, target_key key, value_origin* origin) {
  for (std::size_t at = from.size(); at > 0; --at) {
    const value& here = from[at - 1]->at[key];
    const bool null = here.is == value::state::null;
    if (!here.set() && !null) continue;
    if (origin != nullptr) *origin = {at - 1, here.node, null};
    return null ? value{} : here;
  }
  return {};
}

std::optional<named_parent> find_parent(levels from) {
  value_origin origin;
  if (!find_value(from, key_parent, &origin).set()) return std::nullopt;
  return named_parent{from[origin.level]->from, origin.at, origin.level + 1 < from.size()};
}

complaint key_without_address(options::kind probe, target_key key) {
  return {"an " + std::string(options::name_of(probe)) + " probe has no " + std::string(target_section.at(key).name) +
              ": reachd looks up no address for it",
          "remove it"};
}

bool check_level(const section_values& level, problem_list& problems) {
  bool good = true;
  const auto refuse = [&](target_key key, std::string message, std::string hint) {
    good = false;
    problems.add(level.from->problem_at(level.at[key].key, {std::move(message), std::move(hint)}));
  };
  const bool kind_said = level.at[key_probe].set();
  const auto kind = static_cast<options::kind>(kind_said ? level.at[key_probe].number : 0);
  const std::string name(options::name_of(kind));
  const bool portless = kind == options::kind::icmp || kind == options::kind::exec;
  const bool url = level.at[key_url].set();
  if (url && level.at[key_host].set())
    refuse(key_host, "'host' beside 'url', which names the host", "remove one of them");
  if (url && level.at[key_port].set())
    refuse(key_port, "'port' beside 'url', which names the port", "remove one of them");
  if (kind_said && portless && level.at[key_port].set())
    refuse(key_port, "an " + name + " probe has no port", "remove it, or write 'probe: tcp'");
  for (const target_key key : {key_family, key_address}) {
    if (!kind_said || options::goes_to_address(kind) || !level.at[key].set()) continue;
    good = false;
    problems.add(level.from->problem_at(level.at[key].key, key_without_address(kind, key)));
  }
  if (kind_said && url && kind != kind_of_url(level.at[key_url].text)) {
    const std::string_view other = options::name_of(kind_of_url(level.at[key_url].text));
    refuse(key_probe, "'probe: " + name + "' beside a url of " + std::string(other), "remove one of them");
  }
  check_server(level, problems, good);
  return good;
}

std::expected<void, complaint> merge(levels from, target_settings& out, merge_trace* trace) {
  merge_trace unseen;
  return merger(from, out, trace != nullptr ? *trace : unseen).run();
}

}  // namespace reachd::config
