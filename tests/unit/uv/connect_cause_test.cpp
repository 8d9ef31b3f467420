// SPDX-License-Identifier: Apache-2.0
// The ICMP error behind a connection that failed: the test is the network, and answers each SYN with one.
#include <doctest/doctest.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "support/private_network.hpp"
#include "uv/connect.hpp"
#include "uv/readable.hpp"

using reachd::async::live_frames;
using reachd::async::task;
using reachd::core::endpoint;
using reachd::test::private_network;
using reachd::uv::connect_failure;
using reachd::uv::loop;

namespace {

using bytes = std::vector<std::uint8_t>;

/// RFC 1071 over `data`, starting from `sum`; network byte order.
std::uint16_t checksum(std::span<const std::uint8_t> data, std::uint32_t sum = 0) {
  for (std::size_t i = 0; i < data.size(); ++i) sum += i % 2 == 0 ? data[i] << 8U : data[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return htons(static_cast<std::uint16_t>(~sum));
}

template <typename Header>
void put(bytes& packet, std::size_t at, const Header& header) {
  std::memcpy(packet.data() + at, &header, sizeof header);
}

/// A router's ICMP error that quotes `syn`; it stands at .254, one of our neighbours.
bytes icmp_error(std::span<const std::uint8_t> syn, std::uint8_t type, std::uint8_t code) {
  iphdr quoted{};
  std::memcpy(&quoted, syn.data(), sizeof quoted);
  bytes packet(sizeof(iphdr) + sizeof(icmphdr));
  packet.insert(packet.end(), syn.begin(), syn.end());
  icmphdr icmp{};
  icmp.type = type;
  icmp.code = code;
  put(packet, sizeof(iphdr), icmp);
  icmp.checksum = checksum(std::span(packet).subspan(sizeof(iphdr)));
  put(packet, sizeof(iphdr), icmp);
  iphdr ip{};
  ip.version = 4;
  ip.ihl = 5;
  ip.ttl = 64;
  ip.protocol = IPPROTO_ICMP;
  ip.tot_len = htons(static_cast<std::uint16_t>(packet.size()));
  ip.daddr = quoted.saddr;
  inet_pton(AF_INET, "192.0.2.254", &ip.saddr);
  put(packet, 0, ip);
  ip.check = checksum(std::span(packet).first(sizeof ip));
  put(packet, 0, ip);
  return packet;
}

bytes icmp6_error(std::span<const std::uint8_t> syn, std::uint8_t type, std::uint8_t code) {
  ip6_hdr ip{};
  std::memcpy(&ip, syn.data(), sizeof ip);
  bytes packet(sizeof(ip6_hdr) + sizeof(icmp6_hdr));
  packet.insert(packet.end(), syn.begin(), syn.end());
  const auto length = static_cast<std::uint16_t>(packet.size() - sizeof ip);
  ip.ip6_dst = ip.ip6_src;
  inet_pton(AF_INET6, "2001:db8::254", &ip.ip6_src);
  ip.ip6_plen = htons(length);
  ip.ip6_nxt = IPPROTO_ICMPV6;
  put(packet, 0, ip);
  icmp6_hdr icmp{};
  icmp.icmp6_type = type;
  icmp.icmp6_code = code;
  put(packet, sizeof ip, icmp);
  // The pseudo header of RFC 8200 §8.1: both addresses, which stand right before the message, length and protocol.
  constexpr std::size_t addresses = 2 * sizeof(in6_addr);
  icmp.icmp6_cksum = checksum(std::span(packet).subspan(sizeof ip - addresses), length + std::uint32_t{IPPROTO_ICMPV6});
  put(packet, sizeof ip, icmp);
  return packet;
}

/// Answers every TCP packet that reaches the network with an ICMP error.
struct router final : reachd::async::turn_port {
  router(loop& on, int tun, std::uint8_t with_type, std::uint8_t with_code)
      : fd(tun), type(with_type), code(with_code), wake(on, tun) {
    on.scheduler().add(*this);
    wake.start();
  }
  bool drain(reachd::core::instant) override {
    std::array<std::uint8_t, 2048> buffer{};
    const auto size = ::read(fd, buffer.data(), buffer.size());
    if (size <= 0) return true;
    const auto packet = std::span<const std::uint8_t>(buffer).first(static_cast<std::size_t>(size));
    bytes answer;
    if (packet[0] >> 4 == 4 && packet[9] == IPPROTO_TCP) answer = icmp_error(packet, type, code);
    if (packet[0] >> 4 == 6 && packet[6] == IPPROTO_TCP) answer = icmp6_error(packet, type, code);
    if (!answer.empty()) CHECK(::write(fd, answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()));
    return false;
  }
  bool flush() override { return true; }

  int fd;
  std::uint8_t type;
  std::uint8_t code;
  reachd::uv::wake_on_readable wake;
};

task<std::optional<connect_failure>> failure_of(loop& on, endpoint to) {
  auto stream = co_await reachd::uv::connect(on, to);
  if (stream) co_return std::nullopt;
  co_return stream.error();
}

}  // namespace

TEST_CASE("an ICMP error that ends a connect is its cause, with type, code and sender" *
          doctest::skip(!private_network::possible())) {
  const private_network network;
  loop on;
  router prohibits(on, network.fd(), 3, 13);
  const auto failure = on.run(failure_of(on, *endpoint::parse("192.0.2.9:80")));
  REQUIRE(failure);
  CHECK(failure->code() == EHOSTUNREACH);
  REQUIRE(failure->cause());
  CHECK(int{failure->cause()->type} == 3);
  CHECK(int{failure->cause()->code} == 13);
  CHECK(failure->cause()->sender.to_string() == "192.0.2.254");
  CHECK(live_frames() == 0);
}

TEST_CASE("an ICMPv6 error that ends a connect is its cause, with type, code and sender" *
          doctest::skip(!private_network::possible())) {
  const private_network network;
  loop on;
  router unreachable(on, network.fd(), 1, 3);
  const auto failure = on.run(failure_of(on, *endpoint::parse("[2001:db8::9]:80")));
  REQUIRE(failure);
  CHECK(failure->code() == EHOSTUNREACH);
  REQUIRE(failure->cause());
  CHECK(int{failure->cause()->type} == 1);
  CHECK(int{failure->cause()->code} == 3);
  CHECK(failure->cause()->sender.to_string() == "2001:db8::254");
  CHECK(live_frames() == 0);
}
