// SPDX-License-Identifier: Apache-2.0
// What the parameter `target` of /probe means to a kind of probe. [pure] Role: read as strictly as the hosts of the
// configuration, so that a number in an old spelling of IPv4 is no host and never reaches a resolver.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "fetch/url.hpp"
#include "options/kind.hpp"

namespace reachd::daemon {

struct probe_destination {
  std::string host = {};
  std::uint16_t port = 0;  // of dns 53 where none is written; not for icmp
  fetch::url url = {};     // of http
};

struct no_destination {
  std::string message;     // for people
  bool looked_up = false;  // it looks as if it had a host, so that the blackbox exporter would have looked that up
};

/// icmp: HOST; tcp: HOST:PORT; dns: HOST or HOST:PORT; http: a URL, or one without its http://.
std::expected<probe_destination, no_destination> read_destination(options::kind probe, std::string_view text);

}  // namespace reachd::daemon
