// SPDX-License-Identifier: Apache-2.0
#include "options/allow_list.hpp"

#include <doctest/doctest.h>

namespace reachd::options {
namespace {

core::address at(const char* text) { return core::address::parse(text).value(); }

allow_list rules(std::initializer_list<const char*> nets, std::vector<port_range> ports = {}) {
  allow_list out;
  for (const char* net : nets) out.rules.push_back({core::network::parse(net).value(), ports});
  return out;
}

}  // namespace

TEST_CASE("nothing is permitted that no rule names") {
  CHECK_FALSE(allow_list().permits(at("192.0.2.1"), 80));
  const allow_list some = rules({"192.0.2.0/24", "2001:db8::/32"});
  CHECK(some.permits(at("192.0.2.9"), 80));
  CHECK(some.permits(at("2001:db8::1"), std::nullopt));
  for (const char* other : {"127.0.0.1", "192.0.3.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", "fe80::1%lo",
                            "169.254.169.254", "::192.0.2.1", "64:ff9b::c000:201"})
    CHECK_FALSE_MESSAGE(some.permits(at(other), 80), other);
}

TEST_CASE("an address is judged by where it leads") {
  CHECK(rules({"192.0.2.0/24"}).permits(at("::ffff:192.0.2.1"), 80));
  CHECK_FALSE(rules({"0.0.0.0/32"}).permits(at("0.0.0.0"), 80));
  CHECK(rules({"127.0.0.0/8"}).permits(at("0.0.0.0"), 80));
  CHECK_FALSE(rules({"::/0"}).permits(at("::ffff:127.0.0.1"), 80));
}

TEST_CASE("a rule with ports permits those and no echo") {
  const allow_list web = rules({"192.0.2.0/24"}, {{443, 443}, {8000, 8099}});
  CHECK(web.permits(at("192.0.2.1"), 443));
  CHECK(web.permits(at("192.0.2.1"), 8099));
  CHECK_FALSE(web.permits(at("192.0.2.1"), 8100));
  CHECK_FALSE(web.permits(at("192.0.2.1"), std::nullopt));
}

TEST_CASE("ports and ranges of them") {
  CHECK(port_range::parse("443") == port_range{443, 443});
  CHECK(port_range::parse("1-65535") == port_range{1, 65'535});
  CHECK(port_range::parse("8000-8999").value().to_string() == "8000-8999");
  CHECK(port_range{22, 22}.to_string() == "22");
  for (const char* bad : {"", "0", "-", "1-", "-1", "2-1", "65536", "80 ", "080", "1-2-3", "http"})
    CHECK_FALSE(port_range::parse(bad));
}

}  // namespace reachd::options
