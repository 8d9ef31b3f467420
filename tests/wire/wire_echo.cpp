// SPDX-License-Identifier: Apache-2.0
// Program wire_echo ADDRESS COUNT EXPECTED: sends COUNT echo requests by a raw socket and prints one line for each ICMP
// packet that comes back: `TYPE CODE SEQUENCE FIRST_PAYLOAD_BYTE LENGTH`. Ends a moment after the EXPECTED-th, so that
// one too many is seen, or when nothing has come for 10 s. Role: a client for the self-test of the wire that has
// nothing in common with the daemon.
#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "core/unique_fd.hpp"
#include "wire/packet.hpp"

namespace wire = reachd::test_wire;

namespace {

constexpr std::uint16_t our_id = 0x4242;

sockaddr_storage kernel_address(const wire::ip& address) {
  sockaddr_storage storage{};
  if (address.family == 4) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    std::copy_n(address.octets.begin(), 4, reinterpret_cast<std::uint8_t*>(&v4.sin_addr));
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    std::copy_n(address.octets.begin(), 16, reinterpret_cast<std::uint8_t*>(&v6.sin6_addr));
  }
  return storage;
}

void send_request(int socket, const wire::ip& to, std::uint16_t sequence) {
  std::array<std::uint8_t, 32> payload{};
  payload.fill(static_cast<std::uint8_t>(sequence));
  const auto packet = wire::build({.source = {.family = to.family},
                                   .destination = to,
                                   .type = static_cast<std::uint8_t>(to.family == 4 ? 8 : 128),
                                   .id = our_id,
                                   .sequence = sequence,
                                   .payload = payload});
  // The kernel writes the IP header, and for IPv6 the checksum too.
  const auto icmp = wire::byte_view(packet).subspan(to.family == 4 ? 20 : 40);
  const auto where = kernel_address(to);
  if (::sendto(socket, icmp.data(), icmp.size(), 0, reinterpret_cast<const sockaddr*>(&where), sizeof where) < 0)
    std::perror("sendto");
}

void print_packets(int socket, int family, int expected) {
  constexpr int patience_ms = 10'000, moment_ms = 50;
  pollfd readable{.fd = socket, .events = POLLIN, .revents = 0};
  for (int seen = 0; ::poll(&readable, 1, seen < expected ? patience_ms : moment_ms) > 0;) {
    std::array<std::uint8_t, 2048> buffer;
    const auto size = ::recv(socket, buffer.data(), buffer.size(), 0);
    const std::size_t header = family == 4 ? 20 : 0;
    if (size < static_cast<ssize_t>(header + 8)) continue;
    const auto icmp = wire::byte_view(buffer).first(static_cast<std::size_t>(size)).subspan(header);
    ++seen;
    const int sequence = icmp[6] << 8 | icmp[7];
    std::printf("%d %d %d %d %zu\n", icmp[0], icmp[1], sequence, icmp.size() > 8 ? icmp[8] : -1, icmp.size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto to = argc == 4 ? wire::ip::parse(argv[1]) : std::nullopt;
  if (!to) return 2;
  const bool v4 = to->family == 4;
  const reachd::core::unique_fd socket(
      ::socket(v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC, v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6}));
  if (!socket) return std::perror("raw socket"), 1;
  for (int sequence = 1; sequence <= std::atoi(argv[2]); ++sequence)
    send_request(socket.get(), *to, static_cast<std::uint16_t>(sequence));
  print_packets(socket.get(), to->family, std::atoi(argv[3]));
}
