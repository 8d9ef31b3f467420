// SPDX-License-Identifier: Apache-2.0
// The command line as values. Role: what the user asked for; parsed by CLI11, which also writes the help.
#pragma once

#include <optional>
#include <string>
#include <variant>

namespace reachd::daemon {

/// `reachd run FILE`
struct run_options {
  std::string config_file;
  std::string probe_log;  // empty: none
  std::string socket;     // of the control socket; empty: none
  std::string state_dir;  // empty: nothing is kept
};

/// `reachd check FILE`
struct check_options {
  std::string config_file;
  bool dump = false;  // print the effective configuration
};

/// `reachd ctl reload`
struct reload_options {
  std::string socket;
  bool wait = false;
};

/// `reachd status`
struct status_options {
  std::string socket;
  bool json = false;
  bool down = false;  // only what is down
};

/// `reachd explain TARGET`
struct explain_options {
  std::string target;
  std::string config_file;  // empty: that of the running reachd
  std::string socket;
};

/// `reachd diff FILE`
struct diff_options {
  std::string config_file;
  std::string socket;
};

/// `reachd schema`, `completion`, `version`: what to print.
struct text_to_print {
  std::string text;
};

/// What to do, or the exit status when the command line said it all (help, version) or was wrong (2).
using options = std::variant<run_options, check_options, reload_options, status_options, explain_options, diff_options,
                             text_to_print, int>;

/// Prints help and version to standard output, errors to standard error.
options parse_command_line(int argc, const char* const* argv);

}  // namespace reachd::daemon
