// SPDX-License-Identifier: Apache-2.0
#include "daemon/completion.hpp"

#include <functional>
#include <set>

namespace reachd::daemon {
namespace {

const std::string origin = "completion of reachd, printed by `reachd completion ";

/// In single quotes, for any of the shells. Fish knows no other way to a quote than a backslash, which sh does not
/// take.
std::string quote(const std::string& text, std::string_view escaped_quote = "'\\''") {
  std::string out = "'";
  for (const char letter : text) (out += letter == '\'' ? escaped_quote : std::string_view(&letter, 1));
  return out + "'";
}

template <typename Words>
std::string joined(const Words& words, std::string_view between = " ") {
  std::string out;
  for (const std::string& word : words) (out += out.empty() ? "" : between) += word;
  return out;
}

/// visit(path, command): "" and the program, " ctl" and `ctl`, " ctl reload" and `reload`.
using visitor = std::function<void(const std::string&, const command_words&)>;
void for_each_command(const command_words& at, const std::string& path, const visitor& visit) {
  visit(path, at);
  for (const command_words& inner : at.commands) for_each_command(inner, path + " " + inner.name, visit);
}

bool takes_file(const command_words& command) {
  for (const option_words& one : command.options) {
    if (one.names.empty() && one.value == "FILE") return true;
  }
  return false;
}

/// What may stand next: commands, options, choices of positionals.
std::vector<std::string> words_after(const command_words& command) {
  std::vector<std::string> out;
  for (const command_words& inner : command.commands) out.push_back(inner.name);
  for (const option_words& one : command.options) {
    const auto& more = one.names.empty() ? one.choices : one.names;
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

std::string bash_script(const command_words& program) {
  std::vector<std::string> paths, cases;
  std::set<std::string> with_path;
  for_each_command(program, "", [&](const std::string& path, const command_words& command) {
    if (!path.empty()) paths.push_back(quote(path));
    for (const option_words& one : command.options) {
      if (one.value == "PATH") with_path.insert(one.names.begin(), one.names.end());
    }
    // The program alone takes a file, too: `run` is the default command.
    const bool file = path.empty() || takes_file(command);
    cases.push_back("    " + quote(path) + ") words=" + quote(joined(words_after(command))) + (file ? " files=1" : "") +
                    " ;;\n");
  });
  return "# Bash " + origin +
         "bash`.\n"
         "_reachd() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= words= files= at\n"
         "  COMPREPLY=()\n"
         "  for ((at = 1; at < COMP_CWORD; at++)); do\n"
         "    case \"$command ${COMP_WORDS[at]}\" in\n"
         "    " +
         joined(paths, " | ") +
         ") command+=\" ${COMP_WORDS[at]}\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case $command in\n" +
         joined(cases, "") +
         "  esac\n"
         "  case $previous in\n"
         "    " +
         joined(with_path, " | ") +
         ") words= files=1 ;;\n"
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
         "  [[ -n $files ]] || return 0\n"
         "  mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- \"$current\")\n"
         "  compopt -o filenames 2>/dev/null || true\n"
         "}\n"
         "complete -F _reachd reachd\n";
}

/// Brackets and colons divide the words of _arguments and _describe.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '[' || letter == ']' || letter == ':' || letter == '\\') out += '\\';
    out += letter;
  }
  return out;
}

std::string zsh_action(const option_words& one) {
  return one.choices.empty() ? "_files" : "(" + joined(one.choices) + ")";
}

std::string zsh_option(const option_words& one) {
  std::string out;
  for (const std::string& name : one.names) {
    const std::string value = one.value.empty() ? "" : ":" + one.value + ":" + zsh_action(one);
    out += " \\\n    " + quote(name + "[" + zsh_text(one.doc) + "]" + value);
  }
  if (!one.names.empty()) return out;
  const bool known = one.value == "FILE" || !one.choices.empty();
  return " \\\n    " + quote(":" + one.value + ":" + (known ? zsh_action(one) : ""));
}

std::string function_name(const std::string& path) {
  std::string out = "_reachd" + path;
  for (char& letter : out) letter = letter == ' ' ? '_' : letter;
  return out;
}

std::string zsh_script(const command_words& program) {
  std::string out = "#compdef reachd\n# Zsh " + origin + "zsh`.\n";
  for_each_command(program, "", [&](const std::string& path, const command_words& command) {
    out += function_name(path) + "() {\n  local context state state_descr line\n  typeset -A opt_args\n  _arguments -C";
    for (const option_words& one : command.options) out += zsh_option(one);
    if (command.commands.empty()) return void(out += "\n}\n");
    out += " \\\n    ': :->command' \\\n    '*:: :->rest'\n  local -a commands=(\n";
    for (const command_words& inner : command.commands)
      out += "    " + quote(inner.name + ":" + zsh_text(inner.doc)) + "\n";
    out += "  )\n  case $state in\n    command) _describe command commands" +
           std::string(path.empty() ? "; _files" : "") + " ;;\n    rest) case $words[1] in\n";
    for (const command_words& inner : command.commands)
      out += "      " + inner.name + ") " + function_name(path + " " + inner.name) + " ;;\n";
    out += "      *) _files ;;\n    esac ;;\n  esac\n}\n";
  });
  return out + "if [[ $funcstack[1] == _reachd ]]; then _reachd \"$@\"; else compdef _reachd reachd; fi\n";
}

/// The condition under which the words of `path` may come next.
std::string fish_condition(const std::string& path, const command_words& command) {
  const std::string inside = path.empty() ? "" : "__fish_seen_subcommand_from" + path.substr(path.rfind(' '));
  if (command.commands.empty()) return inside;
  std::string none = "not __fish_seen_subcommand_from";
  for (const command_words& inner : command.commands) none += " " + inner.name;
  return inside.empty() ? none : inside + "; and " + none;
}

std::string fish_script(const command_words& program) {
  const auto fish_quote = [](const std::string& text) { return quote(text, "\\'"); };
  std::string out = "# Fish " + origin + "fish`.\ncomplete -c reachd -f\n";
  for_each_command(program, "", [&](const std::string& path, const command_words& command) {
    const std::string begin = "complete -c reachd -n " + quote(fish_condition(path, command));
    for (const command_words& inner : command.commands)
      out += begin + " -a " + inner.name + " -d " + fish_quote(inner.doc) + "\n";
    if (path.empty() || takes_file(command)) out += begin + " -F\n";
    for (const option_words& one : command.options) {
      if (!one.choices.empty()) out += begin + " -a " + quote(joined(one.choices)) + "\n";
      if (one.names.empty()) continue;
      out += begin;
      for (const std::string& name : one.names)
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      out += (one.value.empty() ? "" : " -r -F") + std::string(" -d ") + fish_quote(one.doc) + "\n";
    }
  });
  return out;
}

}  // namespace

std::string completion_script(const command_words& program, std::string_view shell) {
  if (shell == "zsh") return zsh_script(program);
  return shell == "fish" ? fish_script(program) : bash_script(program);
}

}  // namespace reachd::daemon
