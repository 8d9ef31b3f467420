// SPDX-License-Identifier: Apache-2.0
// What a real bash makes of the script: the service test `command_line`.
#include "daemon/completion.hpp"

#include <doctest/doctest.h>

using namespace reachd::daemon;

namespace {

const command_words program{
    "reachd",
    "",
    {},
    {{"ctl", "Tells", {}, {{"reload", "Don't wait: [x]", {{{"--socket"}, "PATH", {}, "Where"}}, {}}}},
     {"completion", "Prints", {{{}, "SHELL", {"bash", "zsh"}, ""}}, {}},
     {"check", "Checks", {{{}, "FILE", {}, ""}, {{"--dump"}, "", {}, "Dumps"}}, {}}}};

bool holds(const std::string& text, const std::string& part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("bash completes commands, options, choices and files") {
  const std::string script = completion_script(program, "bash");
  CHECK(holds(script, "'') words='ctl completion check' files=1 ;;"));
  CHECK(holds(script, "' ctl') words='reload' ;;"));
  CHECK(holds(script, "' completion') words='bash zsh' ;;"));
  CHECK(holds(script, "' check') words='--dump' files=1 ;;"));
  CHECK(holds(script, "    --socket) words= files=1 ;;"));
  CHECK(holds(script, "complete -F _reachd reachd\n"));
}

TEST_CASE("zsh has a function for each command, and quotes what would end a word") {
  const std::string script = completion_script(program, "zsh");
  CHECK(script.starts_with("#compdef reachd\n"));
  CHECK(holds(script, "_reachd_ctl_reload() {"));
  CHECK(holds(script, "'reload:Don'\\''t wait\\: \\[x\\]'"));
  CHECK(holds(script, "'--socket[Where]:PATH:_files'"));
  CHECK(holds(script, "':SHELL:(bash zsh)'"));
  CHECK(holds(script, "':FILE:_files'"));
}

TEST_CASE("fish offers what may come next") {
  const std::string script = completion_script(program, "fish");
  CHECK(holds(script, "'not __fish_seen_subcommand_from ctl completion check' -a ctl -d 'Tells'"));
  CHECK(holds(script, "ctl; and not __fish_seen_subcommand_from reload' -a reload -d 'Don\\'t wait: [x]'"));
  CHECK(holds(script, "from reload' -l socket -r -F -d 'Where'"));
  CHECK(holds(script, "from check' -F\n"));
}
