// SPDX-License-Identifier: Apache-2.0
#include "core/network.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace reachd::core {
namespace {

constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

std::uint8_t bits_of(family of) { return of == family::v4 ? 32 : 128; }

address from_bytes(family of, const std::uint8_t* bytes) {
  in_addr v4{};
  in6_addr v6{};
  if (of == family::v4) std::memcpy(&v4, bytes, sizeof v4);
  if (of == family::v6) std::memcpy(&v6, bytes, sizeof v6);
  return of == family::v4 ? address(v4) : address(v6);
}

bool is_mapped(const address& one) {
  return one.family() == family::v6 && std::equal(mapped.begin(), mapped.end(), one.bytes().begin());
}

/// Its first `bits` bits, the others zero.
address masked(const address& one, unsigned bits) {
  std::array<std::uint8_t, 16> bytes = one.bytes();
  for (unsigned at = 0; at < bytes.size(); ++at) {
    const unsigned kept = std::min(8U, bits - std::min(bits, at * 8));
    bytes[at] = static_cast<std::uint8_t>(bytes[at] & (0xFF00U >> kept));
  }
  return from_bytes(one.family(), bytes.data());
}

std::optional<std::uint8_t> prefix(std::string_view text, std::uint8_t most) {
  std::uint8_t bits = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), bits);
  const bool whole = problem == std::errc{} && end == text.data() + text.size();
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  return whole && !leading_zero && bits <= most ? std::optional(bits) : std::nullopt;
}

std::unexpected<error> refuse(std::string_view text, const std::string& why) {
  return std::unexpected(error("'" + std::string(text) + "' is no network: " + why));
}

}  // namespace

result<network> network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = address::parse(text.substr(0, slash));
  if (!base) return refuse(text, "write ADDRESS/BITS, such as 192.0.2.0/24 or 2001:db8::/32, or an address alone");
  if (text.find('%') != std::string_view::npos) return refuse(text, "a network has no zone");
  if (is_mapped(*base)) return refuse(text, "write it as IPv4");
  const std::uint8_t most = bits_of(base->family());
  const auto bits = slash == std::string_view::npos ? most : prefix(text.substr(slash + 1), most);
  if (!bits) return refuse(text, "after '/' stands a number from 0 to " + std::to_string(most));
  const network whole(masked(*base, *bits), *bits);
  if (whole.base_ != *base) return refuse(text, "bits are set beyond its prefix; write " + whole.to_string());
  return whole;
}

bool network::contains(const address& one) const {
  return one.family() == base_.family() && masked(one, bits_) == base_;
}

std::string network::to_string() const { return base_.to_string() + "/" + std::to_string(bits_); }

address destination_of(const address& dialled) {
  address out = dialled;
  if (is_mapped(dialled)) out = from_bytes(family::v4, dialled.bytes().data() + mapped.size());
  const bool unspecified = std::ranges::all_of(out.bytes(), [](std::uint8_t byte) { return byte == 0; });
  if (!unspecified) return out;
  constexpr std::array<std::uint8_t, 4> v4_loopback = {127, 0, 0, 1};
  return out.family() == family::v4 ? from_bytes(family::v4, v4_loopback.data()) : address(in6addr_loopback);
}

}  // namespace reachd::core
