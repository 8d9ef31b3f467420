// SPDX-License-Identifier: Apache-2.0
#include "probe/address_fan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

using namespace std::chrono_literals;
using reachd::core::address;
using reachd::core::instant;
using reachd::probe::address_fan;
using enum reachd::probe::address_fan::width;

namespace {

std::vector<address> addresses(std::initializer_list<const char*> texts) {
  std::vector<address> out;
  for (const char* text : texts) out.push_back(*address::parse(text));
  return out;
}

std::string text(const std::vector<address>& of) {
  std::string out;
  for (const address& one : of) out += (out.empty() ? "" : " ") + one.to_string();
  return out;
}

/// A minute after the answer before it.
address_fan::change take(address_fan& fan, const std::vector<address>& answer) {
  static instant now{};
  now += 1min;
  return fan.take(answer, now);
}

/// "+a b -c", or an empty text.
std::string taken(const address_fan::change& change) {
  CHECK(change.left_out == 0);
  return (change.added.empty() ? "" : "+" + text(change.added)) +
         (change.removed.empty() ? "" : "-" + text(change.removed));
}

std::string taken(address_fan& fan, std::initializer_list<const char*> answer) {
  return taken(take(fan, addresses(answer)));
}

}  // namespace

TEST_CASE("the first answer adds all, in order, each once") {
  address_fan fan(all);
  CHECK(taken(fan, {"::2", "127.0.0.3", "127.0.0.2", "127.0.0.3", "::1"}) == "+127.0.0.2 127.0.0.3 ::1 ::2");
  CHECK(fan.size() == 4);
  CHECK(taken(fan, {"::1", "::2", "127.0.0.2", "127.0.0.3"}).empty());
}

TEST_CASE("an address goes after three answers in a row without it") {
  address_fan fan(all);
  taken(fan, {"127.0.0.2", "127.0.0.3"});
  CHECK(taken(fan, {"127.0.0.3"}).empty());
  CHECK(taken(fan, {"127.0.0.3", "127.0.0.4"}) == "+127.0.0.4");
  CHECK(taken(fan, {"127.0.0.3", "127.0.0.4"}) == "-127.0.0.2");
  CHECK(taken(fan, {"127.0.0.3", "127.0.0.4"}).empty());
  CHECK(taken(fan, {"127.0.0.2", "127.0.0.3", "127.0.0.4"}) == "+127.0.0.2");
}

TEST_CASE("answers that follow each other in a hurry count as one, but who is in one of them is there") {
  address_fan fan(all);
  fan.take(addresses({"127.0.0.2", "127.0.0.3"}), instant(1h));
  const auto without = [&fan](reachd::core::nanoseconds when) {
    return taken(fan.take(addresses({"127.0.0.3"}), instant(1h + when)));
  };
  for (auto when = 1s; when < 119s; when += 1s) CHECK(without(when).empty());
  CHECK(taken(fan.take(addresses({"127.0.0.2", "127.0.0.3"}), instant(1h + 119s))).empty());
  for (auto when = 120s; when < 200s; when += 1s) CHECK(without(when).empty());
  CHECK(without(200s) == "-127.0.0.2");
}

TEST_CASE("one that is there again begins to be counted anew") {
  address_fan fan(all);
  taken(fan, {"127.0.0.2", "127.0.0.3"});
  for (int round = 0; round < 5; ++round) {
    CHECK(taken(fan, {"127.0.0.3"}).empty());
    CHECK(taken(fan, {"127.0.0.3"}).empty());
    CHECK(taken(fan, {"127.0.0.2", "127.0.0.3"}).empty());
  }
}

TEST_CASE("what is remembered goes like any other") {
  address_fan fan(all);
  for (const address& one : addresses({"127.0.0.3", "127.0.0.2", "127.0.0.3"})) fan.remember(one);
  CHECK(fan.size() == 2);
  CHECK(taken(fan, {"127.0.0.2", "127.0.0.4"}) == "+127.0.0.4");
  CHECK(taken(fan, {"127.0.0.2"}).empty());
  CHECK(taken(fan, {"127.0.0.2"}) == "-127.0.0.3");
}

TEST_CASE("of each family the first, kept while the name has it") {
  address_fan fan(first_of_each_family);
  CHECK(taken(fan, {"::2", "127.0.0.3", "::1", "127.0.0.2"}) == "+127.0.0.3 ::2");
  CHECK(taken(fan, {"::1", "127.0.0.2", "127.0.0.3", "::2"}).empty());
  CHECK(taken(fan, {"127.0.0.2", "::1"}).empty());
  CHECK(taken(fan, {"127.0.0.2", "::1"}).empty());
  CHECK(taken(fan, {"127.0.0.2", "::1"}) == "+127.0.0.2 ::1-127.0.0.3 ::2");
  CHECK(taken(fan, {"127.0.0.2"}).empty());
}

TEST_CASE("there are 64 at most: who is there stays, and the others come in order") {
  address_fan fan(all);
  std::vector<address> answer;
  for (int last = 100; last > 0; --last) answer.push_back(*address::parse("192.0.2." + std::to_string(last)));
  auto change = take(fan, answer);
  CHECK(change.added.size() == address_fan::most);
  CHECK(change.added.front().to_string() == "192.0.2.1");
  CHECK(change.added.back().to_string() == "192.0.2.64");
  CHECK(change.left_out == 36);
  answer.push_back(*address::parse("192.0.1.1"));
  change = take(fan, answer);
  CHECK(change.empty());
  CHECK(change.left_out == 37);
  std::erase(answer, *address::parse("192.0.2.5"));
  for (int round = 0; round < 3; ++round) change = take(fan, answer);
  CHECK(text(change.removed) == "192.0.2.5");
  CHECK(text(change.added) == "192.0.1.1");
}

TEST_CASE("one that belongs to somebody else is forgotten at once") {
  address_fan fan(all);
  taken(fan, {"127.0.0.2", "127.0.0.3"});
  fan.forget(*address::parse("127.0.0.2"));
  CHECK(fan.size() == 1);
  CHECK(taken(fan, {"127.0.0.3"}).empty());
}

TEST_CASE("whatever the answers: who was in one of the last three is there, and who was in none is not") {
  std::mt19937 random(7);
  address_fan fan(all);
  std::vector<std::set<address>> answers;
  std::set<address> there;
  for (int round = 0; round < 2000; ++round) {
    std::vector<address> answer;
    for (int last = 1; last <= 20; ++last) {
      if (random() % 3 == 0) answer.push_back(*address::parse("192.0.2." + std::to_string(last)));
    }
    std::ranges::shuffle(answer, random);
    const auto change = take(fan, answer);
    for (const address& one : change.added) CHECK(there.insert(one).second);
    for (const address& one : change.removed) CHECK(there.erase(one) == 1);
    answers.emplace_back(answer.begin(), answer.end());
    if (answers.size() > 3) answers.erase(answers.begin());
    std::set<address> expected;
    for (const auto& one : answers) expected.insert(one.begin(), one.end());
    CHECK(there == expected);
    CHECK(fan.size() == there.size());
  }
}
