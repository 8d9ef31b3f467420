// SPDX-License-Identifier: Apache-2.0
#include "dns/record_type.hpp"

#include <strings.h>

#include <algorithm>
#include <array>

namespace reachd::dns {
namespace {

constexpr record_type types[] = {{"A", 1},      {"NS", 2},      {"CNAME", 5}, {"SOA", 6},    {"PTR", 12},
                                 {"HINFO", 13}, {"MX", 15},     {"TXT", 16},  {"AAAA", 28},  {"SRV", 33},
                                 {"NAPTR", 35}, {"DNAME", 39},  {"DS", 43},   {"SSHFP", 44}, {"RRSIG", 46},
                                 {"NSEC", 47},  {"DNSKEY", 48}, {"TLSA", 52}, {"SVCB", 64},  {"HTTPS", 65},
                                 {"ANY", 255},  {"CAA", 257}};

constexpr std::array<std::string_view, 11> rcodes = {"NOERROR",  "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
                                                     "YXDOMAIN", "YXRRSET", "NXRRSET",  "NOTAUTH",  "NOTZONE"};

bool is_same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && ::strncasecmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace

std::span<const record_type> record_types() { return types; }

std::optional<std::uint16_t> number_of_type(std::string_view name) {
  const auto* const found = std::ranges::find_if(types, [name](const auto& one) { return is_same(one.name, name); });
  return found == std::end(types) ? std::nullopt : std::optional(found->number);
}

std::string name_of_type(std::uint16_t number) {
  const auto* const found = std::ranges::find(types, number, &record_type::number);
  return found != std::end(types) ? std::string(found->name) : "TYPE" + std::to_string(number);
}

std::string name_of_rcode(std::uint8_t rcode) {
  return rcode < rcodes.size() ? std::string(rcodes.at(rcode)) : "RCODE" + std::to_string(rcode);
}

std::optional<std::uint8_t> number_of_rcode(std::string_view name) {
  const auto* const found = std::ranges::find_if(rcodes, [name](const auto& one) { return is_same(one, name); });
  return found == rcodes.end() ? std::nullopt : std::optional(static_cast<std::uint8_t>(found - rcodes.begin()));
}

}  // namespace reachd::dns
