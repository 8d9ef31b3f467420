// SPDX-License-Identifier: Apache-2.0
#include "daemon/options.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <initializer_list>
#include <vector>

using namespace reachd::daemon;

namespace {

options parse(std::initializer_list<const char*> words) {
  std::vector<const char*> all{"reachd"};
  all.insert(all.end(), words);
  return parse_command_line(static_cast<int>(all.size()), all.data());
}

}  // namespace

TEST_CASE("run takes a file and options in any order, and is the default command") {
  for (const auto& parsed :
       {parse({"run", "a.yaml", "--probe-log", "p.jsonl"}), parse({"run", "--probe-log", "p.jsonl", "a.yaml"}),
        parse({"a.yaml", "--probe-log", "p.jsonl"}), parse({"--probe-log", "p.jsonl", "a.yaml"})}) {
    const auto* run = std::get_if<run_options>(&parsed);
    REQUIRE(run != nullptr);
    CHECK(run->config_file == "a.yaml");
    CHECK(run->probe_log == "p.jsonl");
  }
}

TEST_CASE("check takes a file") {
  const auto parsed = parse({"check", "a.yaml"});
  REQUIRE(std::holds_alternative<check_options>(parsed));
  CHECK(std::get<check_options>(parsed).config_file == "a.yaml");
}

TEST_CASE("the commands that speak to a running reachd take its socket, and know where the service has it") {
  const auto reload = parse({"ctl", "reload", "--wait", "--socket", "/x"});
  REQUIRE(std::holds_alternative<reload_options>(reload));
  CHECK(std::get<reload_options>(reload).socket == "/x");
  CHECK(std::get<reload_options>(reload).wait);
  ::setenv("RUNTIME_DIRECTORY", "/run/one:/run/two", 1);
  CHECK(std::get<status_options>(parse({"status", "--down"})).socket == "/run/one/reachd.sock");
  CHECK(std::get<run_options>(parse({"a.yaml"})).socket == "/run/one/reachd.sock");
  ::unsetenv("RUNTIME_DIRECTORY");
  const auto status = std::get<status_options>(parse({"status", "--json"}));
  CHECK(status.socket == "/run/reachd/reachd.sock");
  CHECK(status.json);
  CHECK_FALSE(status.down);
  CHECK(std::get<run_options>(parse({"a.yaml"})).socket.empty());
}

TEST_CASE("explain and diff take what they compare with the running reachd") {
  const auto explain = std::get<explain_options>(parse({"explain", "gw", "--config", "a.yaml", "--socket", "/x"}));
  CHECK(explain.target == "gw");
  CHECK(explain.config_file == "a.yaml");
  CHECK(explain.socket == "/x");
  CHECK(std::get<explain_options>(parse({"explain", "gw"})).config_file.empty());
  const auto diff = std::get<diff_options>(parse({"diff", "a.yaml"}));
  CHECK(diff.config_file == "a.yaml");
  CHECK(diff.socket == "/run/reachd/reachd.sock");
}

TEST_CASE("schema, completion and version are printed") {
  CHECK(std::get<text_to_print>(parse({"schema"})).text.starts_with("{\n  \"$schema\""));
  CHECK(std::get<text_to_print>(parse({"version"})).text.starts_with("reachd "));
  for (const char* shell : {"bash", "zsh", "fish"})
    CHECK(std::get<text_to_print>(parse({"completion", shell})).text.find("explain") != std::string::npos);
  CHECK(std::get<int>(parse({"completion", "tcsh"})) == 2);
  CHECK(std::get<check_options>(parse({"check", "--dump", "a.yaml"})).dump);
}

TEST_CASE("help and version end with 0, wrong usage with 2") {
  for (const char* word : {"--help", "--version"}) CHECK(std::get<int>(parse({word})) == 0);
  CHECK(std::get<int>(parse({"run", "--help"})) == 0);
  CHECK(std::get<int>(parse({})) == 2);
  CHECK(std::get<int>(parse({"run"})) == 2);
  CHECK(std::get<int>(parse({"check"})) == 2);
  CHECK(std::get<int>(parse({"explain"})) == 2);
  CHECK(std::get<int>(parse({"diff"})) == 2);
  CHECK(std::get<int>(parse({"schema", "x"})) == 2);
  CHECK(std::get<int>(parse({"ctl"})) == 2);
  CHECK(std::get<int>(parse({"status", "a.yaml"})) == 2);
  CHECK(std::get<int>(parse({"run", "a.yaml", "b.yaml"})) == 2);
  CHECK(std::get<int>(parse({"run", "a.yaml", "--no-such-option"})) == 2);
}

TEST_CASE("the state directory is the one that is given, else systemd's first, else none") {
  const auto state_dir = [](std::initializer_list<const char*> words) {
    const auto parsed = parse(words);
    return std::get<run_options>(parsed).state_dir;
  };
  unsetenv("STATE_DIRECTORY");
  CHECK(state_dir({"a.yaml"}).empty());
  setenv("STATE_DIRECTORY", "/var/lib/reachd:/var/lib/other", 1);
  CHECK(state_dir({"a.yaml"}) == "/var/lib/reachd");
  CHECK(state_dir({"a.yaml", "--state-dir", "here"}) == "here");
  unsetenv("STATE_DIRECTORY");
}
