// SPDX-License-Identifier: Apache-2.0
#include "wire/icmp_error.hpp"

#include <algorithm>

#include "wire/ip_header.hpp"

namespace reachd::wire {

parsed<icmp_error_view> parse_icmp_error(const icmp_message& message) {
  if (!is_icmp_error(message.family, message.type)) return std::unexpected(rejection::type);
  const byte_span quote = message.body();
  const auto header = parse_ip_header(quote, message.family);
  if (!header) return std::unexpected(header.error());
  const std::uint8_t protocol = message.family == core::family::v4 ? protocol_icmp : protocol_icmpv6;
  if (header->protocol != protocol || !header->first_fragment) return std::unexpected(rejection::type);
  // What lies beyond the quoted packet's own length is an extension (RFC 4884) or padding, not the packet.
  const byte_span inner = quote.first(std::min(quote.size(), header->total_size)).subspan(header->size);
  const auto request = parse_echo_request(inner, message.family);
  if (!request) return std::unexpected(request.error());
  return icmp_error_view{
      .type = message.type, .code = message.code, .destination = header->destination, .quoted = *request};
}

}  // namespace reachd::wire
