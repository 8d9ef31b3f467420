// SPDX-License-Identifier: Apache-2.0
#include "core/address.hpp"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace reachd::core {
namespace {

/// A zone is an interface name or its index, RFC 4007 §11.2. 0: no such interface.
std::uint32_t parse_zone(std::string_view zone) {
  std::uint32_t index = 0;
  const auto [end, problem] = std::from_chars(zone.data(), zone.data() + zone.size(), index);
  if (problem == std::errc{} && end == zone.data() + zone.size()) return index;
  return if_nametoindex(std::string(zone).c_str());
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

}  // namespace

address::address(const in_addr& v4) { std::memcpy(bytes_.data(), &v4, sizeof v4); }

address::address(const in6_addr& v6, std::uint32_t scope_id) : scope_id_(scope_id), family_(family::v6) {
  std::memcpy(bytes_.data(), &v6, sizeof v6);
}

std::optional<address> address::parse(std::string_view text) {
  if (text.size() > INET6_ADDRSTRLEN + IF_NAMESIZE) return std::nullopt;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;  // inet_pton would not see what follows
  in_addr v4{};
  if (inet_pton(AF_INET, std::string(text).c_str(), &v4) == 1) return address(v4);
  const std::size_t percent = text.find('%');
  in6_addr v6{};
  if (inet_pton(AF_INET6, std::string(text.substr(0, percent)).c_str(), &v6) != 1) return std::nullopt;
  if (percent == std::string_view::npos) return address(v6);
  const std::uint32_t zone = parse_zone(text.substr(percent + 1));
  if (zone == 0) return std::nullopt;
  return address(v6, zone);
}

std::optional<std::string_view> address::zone_of(std::string_view text) {
  const std::size_t percent = text.find('%');
  if (percent == std::string_view::npos || percent + 1 == text.size()) return std::nullopt;
  const auto bare = parse(text.substr(0, percent));
  if (!bare || bare->family() != family::v6) return std::nullopt;
  return text.substr(percent + 1);
}

std::optional<address> address::from(const sockaddr* raw) {
  if (raw->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, raw, sizeof v4);
    return address(v4.sin_addr);
  }
  if (raw->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, raw, sizeof v6);
    return address(v6.sin6_addr, v6.sin6_scope_id);
  }
  return std::nullopt;
}

bool address::is_loopback() const {
  if (family_ == family::v4) return bytes_[0] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t byte) { return byte == 0; }) && bytes_[15] == 1;
}

std::string address::to_string() const {
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(family_ == family::v4 ? AF_INET : AF_INET6, bytes_.data(), text, sizeof text);
  if (scope_id_ == 0) return text;
  char name[IF_NAMESIZE] = {};
  return std::string(text) + "%" + (if_indextoname(scope_id_, name) != nullptr ? name : std::to_string(scope_id_));
}

std::optional<family> family_of_literal(std::string_view text) {
  if (address::zone_of(text)) return family::v6;
  const auto literal = address::parse(text);
  return literal ? std::optional(literal->family()) : std::nullopt;
}

std::optional<endpoint> endpoint::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto parsed = address::parse(host);
  const auto port = parse_port(text.substr(colon + 1));
  if (!parsed || !port || bracketed != (parsed->family() == family::v6)) return std::nullopt;
  return endpoint{*parsed, *port};
}

socket_address endpoint::to_socket_address() const {
  socket_address out;
  if (address.family() == family::v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, address.bytes().data(), sizeof v4.sin_addr);
    std::memcpy(&out.storage, &v4, sizeof v4);
    out.length = sizeof v4;
    return out;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  v6.sin6_scope_id = address.scope_id();
  std::memcpy(&v6.sin6_addr, address.bytes().data(), sizeof v6.sin6_addr);
  std::memcpy(&out.storage, &v6, sizeof v6);
  out.length = sizeof v6;
  return out;
}

std::string endpoint::to_string() const {
  const std::string host = address.to_string();
  return (address.family() == family::v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace reachd::core
