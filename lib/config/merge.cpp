// SPDX-License-Identifier: Apache-2.0
#include "config/merge.hpp"

#include <algorithm>

#include "config/host.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

using std::unexpected;

constexpr core::nanoseconds longest_wait{5'000'000'000};

/// The key by which one level asks for a probe: in so many words, or by a url or a port, which is tcp.
std::optional<target_key> probe_key_of(const section_values& level) {
  for (const target_key key : {key_probe, key_url, key_port}) {
    if (level.at[key].set()) return key;
  }
  return std::nullopt;
}

class merger {
 public:
  merger(levels from, target_settings& out, merge_trace& trace) : from_(from), out_(out), trace_(trace) {}

  std::expected<void, complaint> run() {
    out_.probe = find_probe();
    if (auto found = find_destination(); !found) return found;
    out_.interval = core::nanoseconds(number_of(key_interval));
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

  probe_kind find_probe() {
    value_origin& origin = trace_.of[key_probe];
    for (std::size_t at = from_.size(); at > 0 && !origin.null; --at) {
      const section_values& level = *from_[at - 1];
      const auto key = probe_key_of(level);
      const value& said = level.at[key.value_or(key_probe)];
      if (key || said.is == value::state::null) origin = {at - 1, said.node, !key};
      if (key) return key == key_probe ? static_cast<probe_kind>(said.number) : probe_kind::tcp;
    }
    value_origin port;
    if (!config::find_value(from_, key_port, &port).set()) return probe_kind::icmp;
    origin = port;
    return probe_kind::tcp;
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
    if (!own.at[key_host].set()) {
      return unexpected(complaint{"a target without a host", "write 'host: ADDRESS' or 'url: tcp://HOST:PORT'"});
    }
    out_.host = own.at[key_host].text;
    trace_.of[key_host] = {last, own.at[key_host].node};
    if (out_.probe == probe_kind::icmp) return {};
    const value port = find_value(key_port);
    if (!port.set()) return unexpected(complaint{"a tcp probe without a port", "write 'port: 1..65535'"});
    out_.port = static_cast<std::uint16_t>(port.number);
    return {};
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

bool check_level(const section_values& level, problem_list& problems) {
  bool good = true;
  const auto refuse = [&](target_key key, std::string message, std::string hint) {
    good = false;
    problems.add(level.from->problem_at(level.at[key].key, {std::move(message), std::move(hint)}));
  };
  const bool icmp = level.at[key_probe].set() && level.at[key_probe].number == static_cast<int>(probe_kind::icmp);
  const bool url = level.at[key_url].set();
  if (url && level.at[key_host].set())
    refuse(key_host, "'host' beside 'url', which names the host", "remove one of them");
  if (url && level.at[key_port].set())
    refuse(key_port, "'port' beside 'url', which names the port", "remove one of them");
  if (icmp && level.at[key_port].set())
    refuse(key_port, "an icmp probe has no port", "remove it, or write 'probe: tcp'");
  if (icmp && url) refuse(key_probe, "'probe: icmp' beside a tcp url", "remove one of them");
  return good;
}

std::expected<void, complaint> merge(levels from, target_settings& out, merge_trace* trace) {
  merge_trace unseen;
  return merger(from, out, trace != nullptr ? *trace : unseen).run();
}

}  // namespace reachd::config
