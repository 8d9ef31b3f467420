// SPDX-License-Identifier: Apache-2.0
#include "config/merge.hpp"

#include <algorithm>
#include <map>

#include "config/host.hpp"
#include "config/labels.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

using std::unexpected;

constexpr core::nanoseconds longest_wait{5'000'000'000};

std::int64_t number_of(levels from, target_key key) {
  const value found = find_value(from, key);
  return found.set() ? found.number : target_section.at(key).built_in.value();
}

core::nanoseconds duration_of(levels from, target_key key, core::nanoseconds otherwise) {
  const value found = find_value(from, key);
  return found.set() ? core::nanoseconds(found.number) : otherwise;
}

/// The probe that one level asks for, in so many words or by a url or a port.
std::optional<probe_kind> probe_of(const section_values& level) {
  if (level.at[key_probe].set()) return static_cast<probe_kind>(level.at[key_probe].number);
  if (level.at[key_url].set() || level.at[key_port].set()) return probe_kind::tcp;
  return std::nullopt;
}

probe_kind find_probe(levels from) {
  bool back_to_built_in = false;
  for (std::size_t at = from.size(); at > 0 && !back_to_built_in; --at) {
    if (const auto probe = probe_of(*from[at - 1])) return *probe;
    back_to_built_in = from[at - 1]->at[key_probe].is == value::state::null;
  }
  return find_value(from, key_port).set() ? probe_kind::tcp : probe_kind::icmp;
}

std::vector<std::pair<std::string, std::string>> find_labels(levels from) {
  std::map<std::string_view, std::string_view> merged;
  for (const section_values* level : from) {
    const value& labels = level->at[key_labels];
    if (labels.is == value::state::null) merged.clear();
    if (labels.set()) merge_labels(*level->from, labels.node, merged);
  }
  return {merged.begin(), merged.end()};
}

/// Host and port, for the probe that is already known.
std::expected<void, complaint> find_destination(levels from, target_settings& out) {
  const section_values& own = *from.back();
  if (own.at[key_url].set()) {
    auto url = parse_url(own.at[key_url].text);
    if (!url) return unexpected(url.error());
    out.host = std::move(url->host);
    out.port = url->port;
    return {};
  }
  if (!own.at[key_host].set()) {
    return unexpected(complaint{"a target without a host", "write 'host: ADDRESS' or 'url: tcp://HOST:PORT'"});
  }
  out.host = own.at[key_host].text;
  if (out.probe == probe_kind::icmp) return {};
  const value port = find_value(from, key_port);
  if (!port.set()) return unexpected(complaint{"a tcp probe without a port", "write 'port: 1..65535'"});
  out.port = static_cast<std::uint16_t>(port.number);
  return {};
}

}  // namespace

value find_value(levels from, target_key key) {
  for (std::size_t at = from.size(); at > 0; --at) {
    const value& here = from[at - 1]->at[key];
    if (here.set()) return here;
    if (here.is == value::state::null) break;
  }
  return {};
}

std::optional<named_parent> find_parent(levels from) {
  for (std::size_t at = from.size(); at > 0; --at) {
    const value& here = from[at - 1]->at[key_parent];
    if (here.set()) return named_parent{from[at - 1]->from, here.node, at < from.size()};
    if (here.is == value::state::null) break;
  }
  return std::nullopt;
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

std::expected<void, complaint> merge(levels from, target_settings& out) {
  out.probe = find_probe(from);
  if (auto found = find_destination(from, out); !found) return found;
  out.interval = core::nanoseconds(number_of(from, key_interval));
  const core::nanoseconds wait = std::min(out.interval, longest_wait);
  out.timeout = duration_of(from, key_timeout, wait);
  out.retry = duration_of(from, key_retry, wait);
  out.down_after = static_cast<std::uint32_t>(number_of(from, key_down_after));
  out.up_after = static_cast<std::uint32_t>(number_of(from, key_up_after));
  out.paused = number_of(from, key_paused) != 0;
  out.labels = find_labels(from);
  return {};
}

}  // namespace reachd::config
