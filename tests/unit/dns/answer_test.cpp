// SPDX-License-Identifier: Apache-2.0
#include "dns/answer.hpp"

#include <doctest/doctest.h>

#include "support/dns_message.hpp"

using namespace std::string_literals;
using reachd::dns::question;
using reachd::dns::read_answer;
using reachd::test::dns_message;

namespace {

const question web{.name = "www.example.test", .type = 1, .recursion = true};
const std::string address = "\xC0\x00\x02\x01"s;

dns_message answer_with_two() {
  return dns_message(7)
      .question("www.example.test", 1)
      .record(1, "WWW.example.test", 5, 300, dns_message::encoded("host.test"))
      .record(1, "host.test", 1, 60, address)
      .record(2, "test", 2, 100, dns_message::encoded("ns.test"))
      .record(3, "ns.test", 1, 100, address);
}

}  // namespace

TEST_CASE("an answer is read with its records, their times and counts") {
  const auto got = read_answer(answer_with_two().bytes(), web, 7);
  REQUIRE(got.has_value());
  CHECK(got->rcode == 0);
  CHECK_FALSE(got->truncated);
  REQUIRE(got->records.size() == 2);
  CHECK(got->records[0].name == "WWW.example.test");
  CHECK(got->records[0].data == "host.test.");
  CHECK(got->records[1].data == "192.0.2.1");
  CHECK(got->least_ttl_seconds() == 60);
  CHECK(got->authority_count == 1);
  CHECK(got->additional_count == 1);
  CHECK_FALSE(got->serial.has_value());
}

TEST_CASE("case and the last dot of the name do not matter") {
  const question asked{.name = "WWW.Example.Test.", .type = 1, .recursion = true};
  CHECK(read_answer(answer_with_two().bytes(), asked, 7).has_value());
}

TEST_CASE("what answers something else is no answer") {
  const auto packet = answer_with_two().bytes();
  CHECK_FALSE(read_answer(packet, web, 8).has_value());
  CHECK_FALSE(read_answer(packet, {.name = "www.example.test", .type = 28, .recursion = true}, 7).has_value());
  CHECK_FALSE(read_answer(packet, {.name = "example.test", .type = 1, .recursion = true}, 7).has_value());
  CHECK_FALSE(read_answer(dns_message(7, 0x0100).question("www.example.test", 1).bytes(), web, 7).has_value());
  CHECK_FALSE(read_answer(dns_message(7).bytes(), web, 7).has_value());
}

TEST_CASE("a refusal has its code and no record, an authority's answer the serial of its zone") {
  const std::string soa =
      dns_message::encoded("ns.test") + dns_message::encoded("who.test") + "\x78\x00\x00\x01"s + std::string(16, '\0');
  const auto packet = dns_message(7, 0x8583).question("www.example.test", 1).record(2, "test", 6, 9, soa).bytes();
  const auto got = read_answer(packet, web, 7);
  REQUIRE(got.has_value());
  CHECK(got->rcode == 3);
  CHECK(got->authoritative);
  CHECK(got->records.empty());
  CHECK_FALSE(got->least_ttl_seconds().has_value());
  CHECK(got->serial == 0x78000001);
}

TEST_CASE("a message that is cut anywhere is an error, or says that it is cut") {
  const dns_message whole = answer_with_two();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read_answer(whole.bytes(size), web, 7).has_value());
  }
  const auto cut = dns_message(7, 0x8380).question("www.example.test", 1).bytes();
  const auto got = read_answer(cut, web, 7);
  REQUIRE(got.has_value());
  CHECK(got->truncated);
}

TEST_CASE("names that point to themselves or beyond the end are an error") {
  for (const std::string& name : {"\xC0\x0C"s, "\xC0\xFF"s, "\xFF\xFF"s, "\xC0"s}) {
    auto packet = dns_message(7).raw(name + "\0\1\0\1"s).bytes();
    packet[5] = std::byte{1};  // a question
    CHECK_FALSE(read_answer(packet, web, 7).has_value());
  }
}
