// SPDX-License-Identifier: Apache-2.0
// Input: one word, as it may stand in a configuration: a duration, a host, a URL, an address, an address with a port,
// a network, a range of ports, or what the network does in a simulation. What has a text form must read back as it was.
#include <algorithm>
#include <string>

#include "config/duration.hpp"
#include "config/host.hpp"
#include "core/address.hpp"
#include "core/network.hpp"
#include "fuzz/target.hpp"
#include "options/allow_list.hpp"
#include "sim/behaviour.hpp"

using namespace reachd;
using fuzz::require;
using namespace std::chrono_literals;

namespace {

void check_duration(std::string_view text) {
  const auto value = config::parse_duration(text);
  if (!value) return require(!value.error().message.empty(), "a complaint says what is wrong");
  require(*value >= 0ns, "no duration is negative");
  const auto again = config::parse_duration(config::format_duration(*value));
  require(again.has_value() && *again == *value, "a duration reads back");
}

void check_address(std::string_view text) {
  const auto value = core::address::parse(text);
  if (!value) return;
  require(core::address::parse(value->to_string()) == value, "an address reads back");
  require(text.find('\0') == std::string_view::npos, "an address has no NUL in it");
  require(value->family() == core::family::v6 || text.find_first_not_of("0123456789.") == std::string_view::npos,
          "an IPv4 address is digits and dots");
}

void check_zone(std::string_view text) {
  const auto zone = core::address::zone_of(text);
  if (zone) require(!zone->empty() && text.ends_with("%" + std::string(*zone)), "the zone is the end of the address");
}

void check_endpoint(std::string_view text) {
  const auto value = core::endpoint::parse(text);
  if (!value) return;
  require(core::endpoint::parse(value->to_string()) == value, "an endpoint reads back");
  require(core::address::from(value->to_socket_address().get()) == value->address, "so does its socket address");
}

void check_network(std::string_view text) {
  const auto value = core::network::parse(text);
  if (!value) return require(!value.error().message().empty(), "a complaint says what is wrong");
  const std::string shown = value->to_string();
  require(core::network::parse(shown) == *value, "a network reads back");
  const auto base = core::address::parse(shown.substr(0, shown.find('/')));
  require(base && value->contains(*base), "a network holds its own address");
  require(core::destination_of(*base).family() == base->family(), "an IPv4 network is never written as IPv6");
}

void check_port_range(std::string_view text) {
  const auto value = options::port_range::parse(text);
  if (!value) return;
  require(value->least >= 1 && value->contains(value->least) && value->contains(value->most), "a range holds its ends");
  require(options::port_range::parse(value->to_string()) == value, "a range of ports reads back");
}

/// What a resolver may be asked for: nothing that it could take for something else.
void check_host(std::string_view text) {
  const auto good = config::check_host(text);
  if (!good) return require(!good.error().message.empty(), "a complaint says what is wrong");
  const bool safe = std::none_of(text.begin(), text.end(), [](char byte) {
    return byte <= ' ' || byte >= 0x7F || std::string_view("/[]@?#\"'\\").find(byte) != std::string_view::npos;
  });
  require(!text.empty() && (safe || text.find('%') != std::string_view::npos), "a host holds nothing odd");
  require(text.find('\0') == std::string_view::npos && text.find('\n') == std::string_view::npos, "not even in a zone");
}

void check_url(std::string_view text) {
  const auto value = config::parse_url(text);
  if (!value) return require(!value.error().message.empty(), "a complaint says what is wrong");
  require(config::check_host(value->host).has_value(), "a URL names a host");
  const bool v6 = value->host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + value->host + "]" : value->host;
  if (value->probe == options::kind::http) {
    require(value->path.starts_with('/') && !value->authority.empty(), "an HTTP URL has a path and an authority");
    require(text.starts_with(value->secure ? "https://" : "http://") && value->port != 0, "and a scheme and a port");
    const bool odd = std::ranges::any_of(value->authority + value->path, [](char byte) { return byte <= ' '; });
    return require(!odd, "nothing in it ends the line of a request");
  }
  require(text == "tcp://" + host + ":" + std::to_string(value->port), "a URL is what its parts say");
}

void check_behaviour(std::string_view text) {
  const auto value = sim::parse_behaviour(text);
  if (!value) return require(!value.error().message.empty(), "a complaint says what is wrong");
  for (const sim::span_of_time& span : {value->delay, value->wait}) {
    require(0ns <= span.least && span.least <= span.most, "a span of time goes forward");
  }
  for (const sim::pattern& one : {value->lose, value->burst, value->error, value->refuse, value->hold}) {
    require(one.every == 0 || one.per_million == 0, "a pattern is regular or at random");
    require(one.per_million <= 1'000'000, "no more than all");
  }
  require(value->burst.off() || value->burst_length > 0, "a burst has a length");
  require(value->refuse.off() || value->refuse_with != 0, "a refusal has an errno");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_duration(text);
  check_address(text);
  check_zone(text);
  check_endpoint(text);
  check_network(text);
  check_port_range(text);
  check_host(text);
  check_url(text);
  check_behaviour(text);
  return 0;
}
