// SPDX-License-Identifier: Apache-2.0
// IPv4 and IPv6 addresses as values. Role: what a name resolves to and a packet carries; parsing accepts literals
// only and never asks a resolver. Invariant: a v4 address keeps bytes 4..15 and the scope zero, so that comparing and
// hashing see equal addresses as equal. Text forms: RFC 4291 with a zone as in RFC 4007 (fe80::1%eth0).
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace reachd::core {

enum class family : std::uint8_t { v4, v6 };

class address {
 public:
  /// 0.0.0.0
  address() = default;
  explicit address(const in_addr& v4);
  explicit address(const in6_addr& v6, std::uint32_t scope_id = 0);

  /// A literal without brackets or port: "192.0.2.1", "2001:db8::1", "fe80::1%eth0". Anything else: nullopt.
  static std::optional<address> parse(std::string_view text);
  /// The zone of an IPv6 literal, whether this machine has such an interface now or not: "eth0" of "fe80::1%eth0". Such
  /// a literal means another address once its interface was made anew. Anything else: nullopt.
  static std::optional<std::string_view> zone_of(std::string_view text);
  /// From what the kernel or the resolver filled in; nullopt unless AF_INET or AF_INET6.
  static std::optional<address> from(const sockaddr* raw);

  core::family family() const { return family_; }
  /// Network byte order; the first 4 count for v4.
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  std::uint32_t scope_id() const { return scope_id_; }
  bool is_loopback() const;
  std::string to_string() const;

  auto operator<=>(const address&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  std::uint32_t scope_id_ = 0;
  core::family family_ = family::v4;
};

/// That of a literal, whether this machine has the interface of its zone or not; nullopt: `text` is a name, or nothing.
std::optional<family> family_of_literal(std::string_view text);

/// A socket address with its length, as system calls want it.
struct socket_address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

struct endpoint {
  core::address address;
  std::uint16_t port = 0;

  /// "192.0.2.1:80" or "[2001:db8::1]:80", port required; anything else: nullopt.
  static std::optional<endpoint> parse(std::string_view text);
  socket_address to_socket_address() const;
  std::string to_string() const;

  auto operator<=>(const endpoint&) const = default;
};

}  // namespace reachd::core

template <>
struct std::hash<reachd::core::address> {
  std::size_t operator()(const reachd::core::address& value) const noexcept {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(value.bytes().data()), 16}) ^ value.scope_id();
  }
};
