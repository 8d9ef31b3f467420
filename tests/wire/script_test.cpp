// SPDX-License-Identifier: Apache-2.0
#include "wire/script.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace wire = reachd::test_wire;
using namespace std::chrono_literals;

namespace {

wire::script script_of(std::initializer_list<const char*> rules, std::uint64_t seed = 1) {
  wire::script script(seed);
  for (const char* rule : rules) REQUIRE(script.add(rule).has_value());
  return script;
}

/// The actions for requests 1 to `count` to one host; "-" for a lost one.
std::string actions(const wire::script& script, const char* host, std::uint64_t count) {
  const wire::bytes payload(32, 0x55);
  const auto destination = *wire::ip::parse(host);
  const wire::icmp_packet request{.source = {.family = destination.family},
                                  .destination = destination,
                                  .type = static_cast<std::uint8_t>(destination.family == 4 ? 8 : 128),
                                  .payload = payload};
  const auto packet = wire::build(request);
  std::string text;
  for (std::uint64_t each = 1; each <= count; ++each) {
    const auto leaving = script.answer(*script.find(destination), request, packet, each);
    for (const auto& departure : leaving) text += std::string(departure.action) + " ";
    if (leaving.empty()) text += "- ";
  }
  return text;
}

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("the longest matching network holds, per family") {
  const auto script = script_of({"10.0.0.0/8 lose=all", "10.77.0.0/16", "10.77.0.5 lose=1/2", "fd00::/16"});
  CHECK(actions(script, "10.1.1.1", 2) == "- - ");
  CHECK(actions(script, "10.77.1.1", 2) == "reply reply ");
  CHECK(actions(script, "10.77.0.5", 4) == "reply - reply - ");
  CHECK(actions(script, "fd00::1", 1) == "reply ");
  CHECK(script.find(*wire::ip::parse("11.0.0.1")) == nullptr);
  CHECK(script.find(*wire::ip::parse("fe80::1")) == nullptr);
}

TEST_CASE("one in n is exact, and every forgery has its action") {
  CHECK(actions(script_of({"10.0.0.0/8 lose=1/3"}), "10.0.0.1", 6) == "reply reply - reply reply - ");
  for (const std::string action : {"checksum", "source", "token", "code", "short", "forged_error"}) {
    const auto rule = "10.0.0.0/8 " + action + "=1/2";
    CHECK(actions(script_of({rule.c_str()}), "10.0.0.1", 2) == "reply " + action + " ");
  }
  CHECK(actions(script_of({"10.0.0.0/8 duplicate=1/2"}), "10.0.0.1", 2) == "reply reply duplicate ");
  CHECK(actions(script_of({"10.0.0.0/8 error=3/1"}), "10.0.0.1", 2) == "error error ");
  CHECK(actions(script_of({"10.0.0.0/8 error=3/1:1/2 and_reply"}), "10.0.0.1", 2) == "reply error reply ");
}

TEST_CASE("random loss follows from the seed and comes near its rate") {
  const auto first = actions(script_of({"10.0.0.0/8 lose=20%"}, 7), "10.0.0.1", 10000);
  CHECK(first == actions(script_of({"10.0.0.0/8 lose=20%"}, 7), "10.0.0.1", 10000));
  CHECK(first != actions(script_of({"10.0.0.0/8 lose=20%"}, 8), "10.0.0.1", 10000));
  CHECK(first != actions(script_of({"10.0.0.0/8 lose=20%"}, 7), "10.0.0.2", 10000));
  CHECK(std::abs(static_cast<double>(count_of(first, "- ")) - 2000) < 200);  // five standard deviations
}

TEST_CASE("delays lie in their range, and a held reply leaves later") {
  const auto script = script_of({"10.0.0.0/8 delay=1ms..2ms hold=1/2:30ms"});
  const auto host = *wire::ip::parse("10.0.0.1");
  const wire::icmp_packet request{.source = host, .destination = host, .type = 8, .payload = {}};
  const auto packet = wire::build(request);
  for (std::uint64_t count = 1; count <= 100; ++count) {
    const auto held = count % 2 == 0 ? 30ms : 0ms;
    const auto delay = script.answer(*script.find(host), request, packet, count).at(0).delay - held;
    CHECK(delay >= 1ms);
    CHECK(delay <= 2ms);
  }
}

TEST_CASE("a rule that cannot be read is refused") {
  for (const char* rule : {"", "x", "10.0.0.0/33", "10.0.0.0/8 lose", "10.0.0.0/8 lose=1/0", "10.0.0.0/8 lose=101%",
                           "10.0.0.0/8 delay=5", "10.0.0.0/8 delay=5ms..1ms", "10.0.0.0/8 hold=1/2",
                           "10.0.0.0/8 error=3", "10.0.0.0/8 from=x", "10.0.0.0/8 nonsense", "10.0.0.0/8 lose=1/3x"})
    CHECK_FALSE(wire::script().add(rule).has_value());
}
