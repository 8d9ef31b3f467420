// SPDX-License-Identifier: Apache-2.0
#include "daemon/command_words.hpp"

#include <doctest/doctest.h>

#include <CLI/CLI.hpp>

using namespace reachd::daemon;

TEST_CASE("commands, options, positionals and choices are read from the parser") {
  CLI::App parser("does things", "tool");
  std::string path, shell;
  bool wait = false;
  CLI::App* go = parser.add_subcommand("go", "Goes");
  go->add_option("-s,--socket", path, "A socket");
  go->add_flag("--wait", wait, "Waits");
  go->add_option("SHELL", shell, "One of two")->check(CLI::IsMember(std::vector<std::string>{"a", "b"}));

  const command_words all = words_of(parser);
  CHECK(all.name == "tool");
  REQUIRE(all.commands.size() == 1);
  const auto& options = all.commands[0].options;
  CHECK(all.commands[0].doc == "Goes");
  REQUIRE(options.size() == 4);
  CHECK(options[0].names == std::vector<std::string>{"--help", "-h"});
  CHECK(options[1].names == std::vector<std::string>{"--socket", "-s"});
  CHECK(options[1].value == "PATH");
  CHECK(options[1].doc == "A socket");
  CHECK(options[2].value.empty());
  CHECK(options[3].names.empty());
  CHECK(options[3].value == "SHELL");
  CHECK(options[3].choices == std::vector<std::string>{"a", "b"});
}
