// SPDX-License-Identifier: Apache-2.0
// The types of DNS records that can be asked for, by name and by number (IANA, DNS Parameters). [pure]
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace reachd::dns {

struct record_type {
  std::string_view name;
  std::uint16_t number;
};

std::span<const record_type> record_types();
/// Letters without case; nullopt: none of record_types().
std::optional<std::uint16_t> number_of_type(std::string_view name);
/// "TYPE65" (RFC 3597) for one that has no name here.
std::string name_of_type(std::uint16_t number);

/// "NOERROR", "NXDOMAIN"; "RCODE23" for one without a name.
std::string name_of_rcode(std::uint8_t rcode);
std::optional<std::uint8_t> number_of_rcode(std::string_view name);

}  // namespace reachd::dns
