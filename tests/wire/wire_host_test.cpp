// SPDX-License-Identifier: Apache-2.0
// The wire itself: what a client with a raw socket receives, what the hosts log and what the tap sees must agree.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/skip.hpp"
#include "wire/packet.hpp"

namespace {

using json = nlohmann::json;

struct run_result {
  int status = 0;
  std::string output;  // of wire_echo: `TYPE CODE SEQUENCE BYTE LENGTH` a line
  std::vector<json> log, tap;
};

std::vector<json> read_lines(const std::filesystem::path& path) {
  std::vector<json> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
  return lines;
}

run_result run(const std::string& rules, const std::string& command) {
  std::string folder = (std::filesystem::temp_directory_path() / "wire_host_test.XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const auto line =
      std::string(WIRE_HOST) + " " + rules + " --log " + folder + "/log --tap " + folder + "/tap -- " + command;
  run_result result;
  std::FILE* pipe = ::popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  for (int byte = 0; (byte = std::fgetc(pipe)) != EOF;) result.output += static_cast<char>(byte);
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.log = read_lines(folder + "/log");
  result.tap = read_lines(folder + "/tap");
  std::filesystem::remove_all(folder);
  return result;
}

/// False, and the case is marked as skipped, where no wire can be made.
bool wire_is_possible() {
  const auto tried = run("--rule 10.77.0.0/16", "true");
  if (tried.status == 77) reachd::support::skipped(tried.output.substr(9, tried.output.find('\n') - 9));
  REQUIRE((tried.status == 77 || tried.status == 0));
  return tried.status == 0;
}

/// The client: `count` requests, and so many packets that must come back.
std::string echo(const std::string& address, int count, int expected) {
  return std::string(WIRE_ECHO) + " " + address + " " + std::to_string(count) + " " + std::to_string(expected);
}

std::map<std::string, int> count_actions(const std::vector<json>& log) {
  std::map<std::string, int> counts;
  for (const auto& line : log) ++counts[line.at("action")];
  return counts;
}

std::size_t count_lines(const std::string& output, const std::string& start) {
  std::size_t count = 0;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) count += line.starts_with(start);
  return count;
}

}  // namespace

TEST_CASE("every reply is received once, logged and seen by the tap no sooner than its delay") {
  if (!wire_is_possible()) return;
  for (const std::string address : {"10.77.3.4", "fd00:77::3:4"}) {
    const auto done = run("--rule '10.77.0.0/16 delay=5ms' --rule 'fd00:77::/32 delay=5ms'", echo(address, 100, 100));
    REQUIRE(done.status == 0);
    CHECK(count_lines(done.output, address.find(':') == std::string::npos ? "0 0 " : "129 0 ") == 100);
    REQUIRE(done.log.size() == 100);
    std::map<std::string, std::int64_t> asked, answered;
    for (const auto& line : done.tap) {
      const bool out = line.at("out");
      if (line.at(out ? "dst" : "src") == address) (out ? asked : answered)[line.at("token")] = line.at("t_ns");
    }
    REQUIRE(asked.size() == 100);
    REQUIRE(answered.size() == 100);
    for (const auto& line : done.log) {
      CHECK(line.at("dst") == address);
      CHECK(line.at("action") == "reply");
      const std::string token = line.at("token");
      CHECK(token.size() == 32);
      CHECK(answered.at(token) - asked.at(token) >= 5'000'000);
    }
  }
}

TEST_CASE("loss, duplicates and errors come exactly as scripted") {
  if (!wire_is_possible()) return;
  const std::string faults = " lose=1/10 duplicate=1/4";
  const auto done =
      run("--rule '10.77.0.0/16" + faults + " error=3/1:1/5 from=10.77.255.1'", echo("10.77.0.1", 100, 110));
  REQUIRE(done.status == 0);
  const auto counts = count_actions(done.log);
  CHECK(counts == std::map<std::string, int>{{"lost", 10}, {"error", 10}, {"reply", 80}, {"duplicate", 20}});
  CHECK(count_lines(done.output, "0 0 ") == 100);
  CHECK(count_lines(done.output, "3 1 ") == 10);
  std::size_t errors = 0;
  for (const auto& line : done.tap) {
    if (!line.contains("about")) continue;
    CHECK(line.at("about") == "10.77.0.1");
    CHECK(line.at("src") == "10.77.255.1");
    ++errors;
  }
  CHECK(errors == 10);
}

TEST_CASE("errors over IPv6 arrive as destination unreachable") {
  if (!wire_is_possible()) return;
  const auto done = run("--rule 'fd00:77::/32 error=1/3'", echo("fd00:77::1", 10, 10));
  REQUIRE(done.status == 0);
  CHECK(count_lines(done.output, "1 3 ") == 10);
  CHECK(count_actions(done.log) == std::map<std::string, int>{{"error", 10}});
}

TEST_CASE("forgeries reach the client as forgeries") {
  if (!wire_is_possible()) return;
  const auto token = run("--rule '10.77.0.0/16 token=all'", echo("10.77.0.1", 3, 3));
  CHECK(token.output.find("0 0 2 3 40") != std::string::npos);  // sequence 2, first payload byte 2 xor 1
  CHECK(count_actions(token.log) == std::map<std::string, int>{{"token", 3}});
  const auto code = run("--rule '10.77.0.0/16 code=1/3'", echo("10.77.0.1", 3, 3));
  CHECK(count_lines(code.output, "0 1 3 ") == 1);
  const auto cut = run("--rule '10.77.0.0/16 short=all'", echo("10.77.0.1", 1, 1));
  CHECK(cut.output == "0 0 1 1 16\n");
  const auto source = run("--rule '10.77.0.0/16 source=all'", echo("10.77.0.1", 1, 1));
  CHECK(count_lines(source.output, "0 0 1 ") == 1);
  CHECK(source.tap.back().at("src") == "10.77.0.0");
}

TEST_CASE("a held reply is overtaken by those after it") {
  if (!wire_is_possible()) return;
  const auto done = run("--rule '10.77.0.0/16 hold=1/2:1s'", echo("10.77.0.1", 4, 4));
  std::vector<int> order;
  for (const auto& line : done.log) order.push_back(line.at("seq"));
  CHECK(order == std::vector{1, 3, 2, 4});
}

TEST_CASE("what was not answered when the command ended is logged as pending") {
  if (!wire_is_possible()) return;
  const auto done = run("--rule '10.77.0.0/16 delay=600s lose=1/2'", echo("10.77.0.1", 4, 0));
  CHECK(count_actions(done.log) == std::map<std::string, int>{{"lost", 2}, {"pending", 2}});
}

TEST_CASE("the command's exit status is passed on, and a rule that cannot be read is refused") {
  if (!wire_is_possible()) return;
  CHECK(run("--rule 10.77.0.0/16", "sh -c 'exit 3'").status == 3);
  CHECK(run("--rule 10.77.0.0/16", "sh -c 'kill -9 $$'").status == 128 + 9);
  CHECK(run("--rule nonsense", "true").status == 2);
}
