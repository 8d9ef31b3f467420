// SPDX-License-Identifier: Apache-2.0
// The words of a command line: commands, options, what they take. Role: what shells complete, taken from the parser
// itself, so that it cannot drift from it.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace reachd::daemon {

struct option_words {
  std::vector<std::string> names;    // "--socket"; none: a positional, and `value` is its name
  std::string value;                 // empty: a flag
  std::vector<std::string> choices;  // of the value; none: a path
  std::string doc;
};

struct command_words {
  std::string name;
  std::string doc;
  std::vector<option_words> options;
  std::vector<command_words> commands;
};

command_words words_of(const CLI::App& parser);

}  // namespace reachd::daemon
