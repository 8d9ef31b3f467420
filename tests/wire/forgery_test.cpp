// SPDX-License-Identifier: Apache-2.0
#include "wire/forgery.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace wire = reachd::test_wire;
using enum wire::forgery;

namespace {

const std::array<const char*, 2> hosts = {"10.77.0.4", "fd00:77::4"};

/// A request as reachd sends it, and what came back for the one before.
struct exchange {
  explicit exchange(const char* host) : destination(*wire::ip::parse(host)), payload(56) {
    std::iota(payload.begin(), payload.end(), std::uint8_t{1});
    const bool v4 = destination.family == 4;
    request = wire::build({.source = *wire::ip::parse(v4 ? "192.0.2.1" : "2001:db8:ffff::1"),
                           .destination = destination,
                           .type = static_cast<std::uint8_t>(v4 ? 8 : 128),
                           .id = 0x1234,
                           .sequence = 7,
                           .payload = payload});
    old_reply = wire::reply_to(*wire::parse(request));
  }
  wire::bytes made(wire::forgery kind, std::uint64_t number = 3) const {
    return wire::forge(kind, request, old_reply, number);
  }

  wire::ip destination;
  wire::bytes payload, request, old_reply;
};

bool is_error(wire::forgery kind) { return kind > replay; }

}  // namespace

TEST_CASE("a forged reply bears id and sequence of the request, and only what is forged is wrong") {
  for (const auto* host : hosts) {
    const exchange asked(host);
    for (const auto kind : wire::forgeries(asked.destination.family)) {
      if (is_error(kind)) continue;
      CAPTURE(wire::name(kind));
      const auto packet = asked.made(kind);
      const auto said = wire::parse(packet);
      REQUIRE(said);
      CHECK(said->echo_reply());
      CHECK(said->id == 0x1234);
      CHECK(said->sequence == 7);
      CHECK(said->checksum_right == (kind != checksum));
      CHECK((said->source == asked.destination) == (kind != source));
      CHECK((said->code == 0) == (kind != code));
      CHECK((said->payload.size() == asked.payload.size()) == (kind != cut));
      const bool token_right = std::ranges::equal(said->payload, asked.payload);
      CHECK(token_right == (kind != no_token && kind != wrong_token && kind != cut));
    }
  }
}

TEST_CASE("a forged error quotes a request that fits no probe") {
  for (const auto* host : hosts) {
    const exchange asked(host);
    for (const auto kind : wire::forgeries(asked.destination.family)) {
      if (!is_error(kind)) continue;
      CAPTURE(wire::name(kind));
      const auto packet = asked.made(kind);
      const auto said = wire::parse(packet);
      REQUIRE(said);
      CHECK(said->checksum_right);
      const auto about = wire::quoted(*said);
      CHECK(about.has_value() == (kind != error_cut));
      if (!about) continue;
      CHECK(about->id == 0x1234);
      CHECK((about->destination == asked.destination) == (kind != error_destination));
      CHECK((about->sequence == 7) == (kind != error_sequence));
      CHECK(about->payload.empty() == (kind == error_sequence));
      const bool token_right = std::ranges::equal(about->payload, asked.payload);
      CHECK(token_right == (kind == error_destination));
    }
  }
}

TEST_CASE("no two numbers of a round are the same forgery where a kind can vary") {
  const exchange asked(hosts[0]);
  for (const auto kind : {wrong_token, code, cut, error_token, error_options}) {
    std::set<wire::bytes> different;
    for (std::uint64_t number = 0; number < 56; ++number) different.insert(asked.made(kind, number));
    CHECK(different.size() == 56);
  }
}

TEST_CASE("the longest header that can be quoted has the ICMP header behind its options") {
  const auto packet = exchange(hosts[0]).made(error_options);
  CHECK(packet[20 + 8] == 0x4f);
  CHECK(wire::quoted(*wire::parse(packet))->sequence == 7);
  CHECK(wire::forgeries(6).size() == wire::forgeries(4).size() - 1);
}
