// SPDX-License-Identifier: Apache-2.0
// DNS messages byte by byte, for tests. Names are given as they stand on the wire's side: labels with dots between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reachd::test {

class dns_message {
 public:
  /// Flags as in RFC 1035 section 4.1.1: 0x8180 is an answer with recursion.
  explicit dns_message(std::uint16_t id, std::uint16_t flags = 0x8180) {
    for (const unsigned value : {unsigned{id}, unsigned{flags}, 0U, 0U, 0U, 0U}) u16(value);
  }

  dns_message& question(std::string_view name, std::uint16_t type) {
    count(4);
    this->name(name);
    u16(type);
    u16(1);
    return *this;
  }
  /// In section 1 (answer), 2 (authority) or 3 (additional).
  dns_message& record(int section, std::string_view name, std::uint16_t type, std::uint32_t ttl,
                      const std::string& data) {
    count(4 + 2 * static_cast<std::size_t>(section));
    this->name(name);
    u16(type);
    u16(1);
    u16(ttl >> 16);
    u16(ttl & 0xFFFF);
    u16(static_cast<unsigned>(data.size()));
    out_ += data;
    return *this;
  }
  dns_message& raw(std::string_view more) {
    out_ += more;
    return *this;
  }

  /// A name as data.
  static std::string encoded(std::string_view name) {
    std::string out;
    while (!name.empty()) {
      const std::size_t size = std::min(name.find('.'), name.size());
      (out += static_cast<char>(size)) += name.substr(0, size);
      name.remove_prefix(std::min(size + 1, name.size()));
    }
    return out + '\0';
  }
  std::vector<std::byte> bytes() const { return bytes(out_.size()); }
  std::vector<std::byte> bytes(std::size_t size) const {
    const auto* const data = reinterpret_cast<const std::byte*>(out_.data());
    return {data, data + size};
  }
  std::size_t size() const { return out_.size(); }

 private:
  void u16(unsigned value) { (out_ += static_cast<char>(value >> 8 & 0xFF)) += static_cast<char>(value & 0xFF); }
  void count(std::size_t at) { ++out_[at + 1]; }
  void name(std::string_view text) { out_ += encoded(text); }

  std::string out_;
};

}  // namespace reachd::test
