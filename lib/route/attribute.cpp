// SPDX-License-Identifier: Apache-2.0
#include "route/attribute.hpp"

#include <linux/netlink.h>

#include <algorithm>

namespace reachd::route {

std::optional<attribute> attribute_reader::next() {
  if (rest_.empty()) return std::nullopt;
  const auto header = load<nlattr>(rest_);
  if (!header || header->nla_len < sizeof(nlattr) || header->nla_len > rest_.size()) {
    broken_ = true;
    rest_ = {};
    return std::nullopt;
  }
  const byte_span value = rest_.first(header->nla_len).subspan(sizeof(nlattr));
  rest_ = after(rest_, header->nla_len);
  return attribute{.type = static_cast<std::uint16_t>(header->nla_type & NLA_TYPE_MASK), .value = value};
}

std::string_view text_of(const attribute& value) {
  const auto end = std::find(value.value.begin(), value.value.end(), std::byte{0});
  return {reinterpret_cast<const char*>(value.value.data()), static_cast<std::size_t>(end - value.value.begin())};
}

std::optional<core::address> address_of(byte_span value, int family, std::uint32_t interface) {
  if (family == AF_INET && value.size() == sizeof(in_addr)) return core::address(*load<in_addr>(value));
  if (family != AF_INET6 || value.size() != sizeof(in6_addr)) return std::nullopt;
  const in6_addr raw = *load<in6_addr>(value);
  return core::address(raw, IN6_IS_ADDR_LINKLOCAL(&raw) ? interface : 0);
}

std::optional<core::family> family_of(int family) {
  if (family == AF_INET) return core::family::v4;
  if (family == AF_INET6) return core::family::v6;
  return std::nullopt;
}

}  // namespace reachd::route
