// SPDX-License-Identifier: Apache-2.0
// The data of a record as text, as in a zone file (RFC 1035 section 5.1). Role: what a regular expression of the user
// is held against. A type that is not known here, or data that break its rules, are told in hex (RFC 3597). [pure]
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace reachd::dns {

/// `data` lies inside `packet`: names in it may point to elsewhere in the packet.
std::string rdata_text(std::span<const unsigned char> packet, std::uint16_t type, std::span<const unsigned char> data);

}  // namespace reachd::dns
