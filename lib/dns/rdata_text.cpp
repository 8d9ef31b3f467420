// SPDX-License-Identifier: Apache-2.0
#include "dns/rdata_text.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>

#include <array>
#include <optional>

namespace reachd::dns {
namespace {

using bytes = std::span<const unsigned char>;

/// Takes one thing after the other; whatever does not fit spoils all of it.
class reader {
 public:
  reader(bytes packet, bytes data) : packet_(packet), left_(data) {}

  void name() {
    std::array<char, NS_MAXDNAME> room{};
    const unsigned char* const end = packet_.data() + packet_.size();
    const int size = good_ ? ::dn_expand(packet_.data(), end, left_.data(), room.data(), room.size()) : -1;
    if (size < 0 || static_cast<std::size_t>(size) > left_.size()) return spoil();
    left_ = left_.subspan(static_cast<std::size_t>(size));
    add(std::string(room.data()) + ".");  // the root is "."
  }
  void number(std::size_t size) {
    if (left_.size() < size) return spoil();
    std::uint64_t value = 0;
    for (const unsigned char byte : left_.first(size)) value = value << 8 | byte;
    left_ = left_.subspan(size);
    add(std::to_string(value));
  }
  void address(int family, std::size_t size) {
    std::array<char, INET6_ADDRSTRLEN> room{};
    if (left_.size() != size) return spoil();
    add(::inet_ntop(family, left_.data(), room.data(), room.size()));
    left_ = {};
  }
  /// A string with its length before it; in quotes, with what is no printable ASCII as \DDD.
  void string() {
    if (left_.empty() || left_.size() <= left_[0]) return spoil();
    quote(left_.subspan(1, left_[0]));
    left_ = left_.subspan(1 + std::size_t{left_[0]});
  }
  void strings() {
    do string();
    while (good_ && !left_.empty());
  }
  /// A length, that many letters of a tag, and the rest as a string (RFC 8659).
  void tag_and_value() {
    if (left_.empty() || left_.size() <= left_[0]) return spoil();
    const bytes tag = left_.subspan(1, left_[0]);
    for (const unsigned char letter : tag) {
      if (letter <= ' ' || letter > '~') return spoil();
    }
    add(std::string(tag.begin(), tag.end()));
    quote(left_.subspan(1 + tag.size()));
    left_ = {};
  }
  /// nullopt: it was not what it should be, or there was more.
  std::optional<std::string> done() const { return good_ && left_.empty() ? std::optional(out_) : std::nullopt; }

 private:
  void spoil() {
    good_ = false;
    left_ = {};
  }
  void add(const std::string& part) { out_ += (out_.empty() ? "" : " ") + part; }
  void quote(bytes text) {
    std::string out = "\"";
    for (const unsigned char byte : text) {
      const bool printable = byte >= ' ' && byte <= '~';
      if (byte == '"' || byte == '\\') out += '\\';
      if (printable) {
        out += static_cast<char>(byte);
      } else {
        const std::string digits = std::to_string(byte);
        out += "\\" + std::string(3 - digits.size(), '0') + digits;
      }
    }
    add(out + "\"");
  }

  bytes packet_;
  bytes left_;
  std::string out_;
  bool good_ = true;
};

std::optional<std::string> known(reader from, std::uint16_t type) {
  switch (type) {
    case ns_t_a:
      from.address(AF_INET, 4);
      break;
    case ns_t_aaaa:
      from.address(AF_INET6, 16);
      break;
    case ns_t_ns:
    case ns_t_cname:
    case ns_t_ptr:
    case ns_t_dname:
      from.name();
      break;
    case ns_t_mx:
      from.number(2);
      from.name();
      break;
    case ns_t_txt:
      from.strings();
      break;
    case ns_t_soa:
      from.name();
      from.name();
      for (int number = 0; number < 5; ++number) from.number(4);
      break;
    case ns_t_srv:
      for (int number = 0; number < 3; ++number) from.number(2);
      from.name();
      break;
    case ns_t_caa:
      from.number(1);
      from.tag_and_value();
      break;
    default:
      return std::nullopt;
  }
  return from.done();
}

std::string in_hex(bytes data) {
  constexpr const char* digits = "0123456789abcdef";
  std::string out = "\\# " + std::to_string(data.size());
  if (!data.empty()) out += ' ';
  for (const unsigned char byte : data) (out += digits[byte >> 4]) += digits[byte & 0xF];
  return out;
}

}  // namespace

std::string rdata_text(std::span<const unsigned char> packet, std::uint16_t type, std::span<const unsigned char> data) {
  auto text = known(reader(packet, data), type);
  return text ? std::move(*text) : in_hex(data);
}

}  // namespace reachd::dns
