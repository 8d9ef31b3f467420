// SPDX-License-Identifier: Apache-2.0
#include "plugin/output.hpp"

#include <doctest/doctest.h>

#include <random>

using reachd::plugin::most_perfdata;
using reachd::plugin::output;
using reachd::plugin::read_output;
using namespace std::string_view_literals;

namespace {

std::string labels(const output& of) {
  std::string out;
  for (const auto& one : of.measurements) out += one.label + " ";
  return out;
}

}  // namespace

TEST_CASE("one line of text with perfdata") {
  const output got =
      read_output("PING OK - Packet loss = 0%, RTA = 0.80 ms | percent_packet_loss=0 rta=0.80ms;100;200\n");
  CHECK(got.summary == "PING OK - Packet loss = 0%, RTA = 0.80 ms");
  CHECK(labels(got) == "percent_packet_loss rta ");
  CHECK(got.measurements.at(1).warning == "100");
  CHECK(got.dropped == 0);
}

TEST_CASE("text without perfdata, without a line end, and nothing at all") {
  CHECK(read_output("OK").summary == "OK");
  CHECK(read_output("OK\r\n").summary == "OK");
  CHECK(read_output("").summary == "");
  CHECK(read_output("\n").summary == "");
  CHECK(read_output("|").summary == "");
  CHECK(read_output("|a=1").measurements.size() == 1);
  CHECK(read_output("OK |").dropped == 0);
  CHECK(read_output("\nOK | a=1").summary == "");
}

TEST_CASE("more text, and perfdata behind it up to the end") {
  const output got = read_output(
      "DISK OK - free space: / 3326 MB (56%); | /=2643MB;5948;5958;0;5968\n"
      "/ 15272 MB (77%);\n"
      "/boot 68 MB (69%); b=1\n"
      "/var/log 819 MB (84%); | /boot=68MB;88;93;0;98\n"
      "/home=69357MB;253404;253409;0;253414 \n"
      "/var/log=818MB;970;975;0;980\n");
  CHECK(got.summary == "DISK OK - free space: / 3326 MB (56%);");
  CHECK(labels(got) == "/ /boot /home /var/log ");
  CHECK(got.dropped == 0);
}

TEST_CASE("a label that comes again is dropped, the first one counts") {
  const output got = read_output("OK | a=1 b=2 a=3\nmore | b=4");
  CHECK(labels(got) == "a b ");
  CHECK(got.measurements.at(0).value == 1);
  CHECK(got.measurements.at(1).value == 2);
  CHECK(got.dropped == 2);
}

TEST_CASE("what cannot be read is counted, what has no value is not") {
  const output got = read_output("OK | a=1 word b=1,5 c=U d=2 'open e=3");
  CHECK(labels(got) == "a d ");
  CHECK(got.dropped == 3);
}

TEST_CASE("more than fit are counted") {
  std::string text = "OK |";
  for (std::size_t i = 0; i < most_perfdata + 10; ++i) text += " n" + std::to_string(i) + "=1";
  const output got = read_output(text);
  CHECK(got.measurements.size() == most_perfdata);
  CHECK(got.dropped == 10);
}

TEST_CASE("the summary is printable and bounded") {
  CHECK(read_output("a\x1B[2J\0b\xFF\tc | x=1"sv).summary == "a?[2J?b? c");
  CHECK(read_output(std::string(100'000, 'x')).summary == std::string(256, 'x'));
  CHECK(read_output(" \t OK \0\0"sv).summary == "OK");
}

TEST_CASE("whatever is read, what comes out is bounded") {
  std::mt19937 random(7);
  constexpr std::string_view letters(
      "ab='|; \n\t\0\xFF\xE2\x82\xAC"
      "0123456789.-eUsMB%",
      32);
  for (int round = 0; round < 300; ++round) {
    std::string text(65'536 >> (round % 12), '\0');
    for (char& one : text) one = round % 2 == 0 ? letters[random() % letters.size()] : static_cast<char>(random());
    const output got = read_output(text);
    CHECK(got.summary.size() <= 256);
    CHECK(got.measurements.size() <= most_perfdata);
    for (const auto& one : got.measurements) CHECK((!one.label.empty() && one.label.size() <= 128));
  }
  for (const auto piece : {"'"sv, "|"sv, "="sv, "''="sv, "'a' "sv, "a=1;;;;; "sv, "a=U "sv, "\0"sv, " "sv}) {
    std::string text = "x|";
    while (text.size() < 65'536) text += piece;
    CHECK(read_output(text).measurements.size() <= 1);
  }
}
