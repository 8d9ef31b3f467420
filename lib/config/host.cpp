// SPDX-License-Identifier: Apache-2.0
#include "config/host.hpp"

#include <algorithm>
#include <charconv>

#include "config/utf8.hpp"
#include "core/address.hpp"

namespace reachd::config {
namespace {

using std::unexpected;

constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_interface = 15;

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_name_character(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_';
}

unexpected<complaint> refuse(std::string_view what, std::string message, std::string hint = {}) {
  return unexpected(complaint{quoted(what) + " " + std::move(message), std::move(hint)});
}

/// A resolver takes a name that ends in a number for an IPv4 address in one of its old spellings.
bool ends_in_number(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);
  if (last.starts_with("0x") || last.starts_with("0X")) {
    return last.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
  }
  return !last.empty() && std::all_of(last.begin(), last.end(), is_digit);
}

std::expected<void, complaint> check_label(std::string_view name, std::string_view label) {
  if (label.empty()) return refuse(name, "is no host name: two dots, or a dot at its start");
  if (label.size() > longest_label) return refuse(name, "is no host name: a part is longer than 63 characters");
  if (label.front() == '-' || label.back() == '-') {
    return refuse(name, "is no host name: a part begins or ends with a hyphen");
  }
  return {};
}

std::expected<void, complaint> check_name(std::string_view name) {
  const std::string_view whole = name;
  if (name.ends_with('.')) name.remove_suffix(1);
  const auto odd =
      std::find_if_not(name.begin(), name.end(), [](char byte) { return is_name_character(byte) || byte == '.'; });
  if (odd != name.end()) {
    const auto at = static_cast<std::size_t>(odd - name.begin());
    const std::size_t length = std::max<std::size_t>(decode(name.substr(at)).length, 1);
    std::string hint;
    if (static_cast<unsigned char>(*odd) >= 0x80) hint = "write an international name in its xn-- form";
    return refuse(whole, "is no host name: it holds " + quoted(name.substr(at, length)), hint);
  }
  if (ends_in_number(name)) {
    return refuse(whole, "is no IPv4 address: that takes four numbers from 0 to 255 without leading zeros");
  }
  if (name.size() > longest_name) return refuse(whole, "is no host name: it is longer than 253 characters");
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    if (auto good = check_label(whole, name.substr(at, end - at)); !good) return good;
    at = end + 1;
  }
  return {};
}

std::expected<void, complaint> check_v6(std::string_view host) {
  const std::size_t percent = host.find('%');
  const auto parsed = core::address::parse(host.substr(0, percent));
  if (!parsed || parsed->family() != core::family::v6) {
    const std::size_t colon = host.find(':');
    const bool host_port = host.find(':', colon + 1) == std::string_view::npos && percent == std::string_view::npos;
    return refuse(host, "is no IPv6 address",
                  host_port ? "for a port write " + quoted("tcp://" + std::string(host)) : "");
  }
  if (percent == std::string_view::npos) return {};
  const std::string_view zone = host.substr(percent + 1);
  const bool odd =
      std::any_of(zone.begin(), zone.end(), [](char byte) { return byte <= ' ' || byte == '/' || byte >= 0x7F; });
  if (!zone.empty() && zone.size() <= longest_interface && !odd) return {};
  return refuse(host, "has no interface name after '%'");
}

enum class port_rule : std::uint8_t { needed, optional };

/// HOST:PORT, brackets around IPv6. `url` is the text as a whole, for messages.
std::expected<url_parts, complaint> split_authority(std::string_view url, std::string_view rest, port_rule rule) {
  const std::size_t colon = rest.rfind(':');
  const bool bracketed = rest.starts_with('[');
  const std::size_t bracket = rest.find(']');
  if (bracketed && bracket == std::string_view::npos) return refuse(url, "has a '[' without ']'");
  const bool without_port = colon == std::string_view::npos || (bracketed && colon < bracket);
  if (without_port && rule == port_rule::needed) {
    return refuse(url, "has no port", "write " + quoted(std::string(url) + ":PORT"));
  }
  const std::size_t host_end = bracketed ? bracket + 1 : without_port ? rest.size() : colon;
  if (bracketed && host_end != (without_port ? rest.size() : colon)) {
    return refuse(url, "has text between ']' and the port");
  }
  const std::string_view host = bracketed ? rest.substr(1, bracket - 1) : rest.substr(0, host_end);
  if (!bracketed && host.find(':') != std::string_view::npos) {
    return refuse(url, "has an IPv6 address without brackets", "write [ADDRESS]:PORT");
  }
  if (bracketed && host.find(':') == std::string_view::npos) return refuse(url, "has brackets around no IPv6 address");
  url_parts out;
  out.host = host;
  if (without_port) return out;
  const std::string_view digits = rest.substr(colon + 1);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  if (problem != std::errc{} || end != digits.data() + digits.size() || out.port == 0 || digits.front() == '0') {
    const bool path = digits.find_first_of("/?#") != std::string_view::npos;
    return refuse(url, path ? "has more after its port" : "has no port from 1 to 65535 after its last colon",
                  path ? "write tcp://HOST:PORT alone" : "");
  }
  return out;
}

/// The zone of an address says which link of ours it is on, and means nothing to the server (RFC 6874, section 4).
std::string without_zone(std::string_view authority) {
  const std::size_t zone = authority.find('%');
  std::string out(authority.substr(0, zone));
  if (zone != std::string_view::npos) out += authority.substr(authority.find(']'));
  return out;
}

std::expected<url_parts, complaint> parse_http(std::string_view url, std::string_view rest, bool secure) {
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) {
    return unexpected(complaint{"this URL holds a user or a password", "write them under 'http: {auth: ...}'", true});
  }
  if (authority.empty()) return refuse(url, "has no host");
  auto out = split_authority(url, authority, port_rule::optional);
  if (!out) return out;
  if (auto good = check_host(out->host); !good) return unexpected(good.error());
  out->probe = options::kind::http;
  out->secure = secure;
  if (out->port == 0) out->port = secure ? 443 : 80;
  out->authority = without_zone(authority);
  std::string_view path = rest.substr(authority.size());
  path = path.substr(0, path.find('#'));
  out->path = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
  const bool odd = std::ranges::any_of(path, [](char byte) { return byte <= ' ' || byte >= 0x7F; });
  if (odd) return refuse(url, "holds characters that a URL does not have", "write them as %XX");
  return out;
}

}  // namespace

std::expected<void, complaint> check_host(std::string_view host) {
  if (host.empty()) return unexpected(complaint{"an empty host", {}});
  if (host.find('/') != std::string_view::npos) {
    return refuse(host, "is no host: it holds '/'", "name one host; a network is not expanded");
  }
  if (host.front() == '[')
    return refuse(host, "is no host: brackets belong into URLs", "write the address without them");
  if (host.find(':') != std::string_view::npos) return check_v6(host);
  if (core::address::parse(host)) return {};
  return check_name(host);
}

std::expected<url_parts, complaint> parse_url(std::string_view url) {
  const std::size_t mark = url.find("://");
  if (mark == std::string_view::npos) return refuse(url, "is no URL", "write tcp://HOST:PORT or https://HOST/PATH");
  const std::string_view scheme = url.substr(0, mark);
  const std::string_view rest = url.substr(mark + 3);
  if (scheme == "http" || scheme == "https") return parse_http(url, rest, scheme == "https");
  if (scheme == "icmp" || scheme == "ping") {
    return refuse(url, "has a scheme that does not exist", "for an ICMP echo write the host alone: " + quoted(rest));
  }
  if (scheme != "tcp") return refuse(url, "has an unknown scheme", "the schemes are: tcp, http, https");
  auto out = split_authority(url, rest, port_rule::needed);
  if (!out) return out;
  if (auto good = check_host(out->host); !good) return unexpected(good.error());
  return out;
}

std::expected<url_parts, complaint> parse_server(std::string_view text) {
  url_parts out;
  if (std::ranges::count(text, ':') > 1 && !text.starts_with('[')) {
    out.host = text;
  } else {
    auto split = split_authority(text, text, port_rule::optional);
    if (!split) return split;
    out = std::move(*split);
  }
  if (auto good = check_host(out.host); !good) return unexpected(good.error());
  return out;
}

}  // namespace reachd::config
