// SPDX-License-Identifier: Apache-2.0
#include "daemon/command_words.hpp"

#include <CLI/CLI.hpp>

namespace reachd::daemon {
namespace {

/// CLI11 tells of CLI::IsMember in the name of the type alone: "TEXT:{bash,zsh,fish}".
std::vector<std::string> choices_in(const std::string& type) {
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

option_words words_of(const CLI::Option& option) {
  option_words out;
  for (const std::string& name : option.get_lnames()) out.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) out.names.push_back("-" + name);
  if (option.get_items_expected_max() > 0) out.value = out.names.empty() ? option.get_name() : "PATH";
  out.choices = choices_in(option.get_type_name());
  out.doc = option.get_description();
  return out;
}

}  // namespace

command_words words_of(const CLI::App& parser) {
  command_words out{parser.get_name(), parser.get_description(), {}, {}};
  for (const CLI::Option* option : parser.get_options({})) out.options.push_back(words_of(*option));
  for (const CLI::App* command : parser.get_subcommands({})) out.commands.push_back(words_of(*command));
  return out;
}

}  // namespace reachd::daemon
