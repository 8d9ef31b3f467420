// SPDX-License-Identifier: Apache-2.0
#include "icmp/request_batch.hpp"

#include <algorithm>

#include "wire/icmp_echo.hpp"

namespace reachd::icmp {

request_batch::request_batch(std::size_t payload_size)
    : usual_payload_(std::max(payload_size, wire::echo_identity::size)) {
  make_room(usual_payload_);
}

void request_batch::make_room(std::size_t payload_size) {
  const std::size_t wanted = wire::icmp_header_size + payload_size;
  if (wanted <= stride_) return;
  stride_ = wanted;
  bytes_.resize(capacity * stride_);
  // The identity goes over the first bytes; the rest counts up, as ping does, so that a damaged one is easy to see.
  for (std::size_t at = 0; at < bytes_.size(); ++at) bytes_[at] = static_cast<std::byte>(at % stride_ & 0xff);
}

void request_batch::add(const in_flight_slot& slot, std::uint16_t ident) {
  const std::size_t payload = slot.by.payload_size != 0 ? slot.by.payload_size : usual_payload_;
  const std::span packet = std::span(bytes_).subspan(size_ * stride_, wire::icmp_header_size + payload);
  wire::store_identity(packet.subspan(wire::icmp_header_size), in_flight_table::identity(slot));
  wire::store_echo_request(packet, slot.address.family(), ident, in_flight_table::icmp_sequence(slot));
  packets_[size_] = {.destination = slot.address,
                     .packet = packet,
                     .ttl = slot.by.ttl,
                     .traffic_class = slot.by.traffic_class,
                     .error = 0};
  slots_[size_] = slot.ref();
  ++size_;
}

}  // namespace reachd::icmp
