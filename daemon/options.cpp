// SPDX-License-Identifier: Apache-2.0
#include "daemon/options.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace reachd::daemon {
namespace {

constexpr int usage_error = 2;

constexpr const char* description =
    "reachd " REACHD_VERSION
    " - pings the hosts of a YAML file and exports their reachability and latency to Prometheus.";

constexpr const char* run_footer =
    "Examples:\n  reachd run /etc/reachd/reachd.yaml\n"
    "  reachd run --state-dir /var/lib/reachd /etc/reachd/reachd.yaml\n\n"
    "Metrics are on http://127.0.0.1:10094/metrics unless the file says otherwise.\n"
    "SIGTERM and SIGINT end it. Exit status: 0 ended by a signal, 1 failure, 2 usage, 78 bad configuration.";

constexpr const char* check_footer =
    "Example:\n  reachd check /etc/reachd/reachd.yaml\n\n"
    "Prints every error with its place. Exit status: 0 the file is good, 1 it is not, 2 usage.";

constexpr const char* main_footer =
    "Examples:\n  reachd check reachd.yaml\n  reachd run reachd.yaml\n  reachd run --probe-log probes.jsonl "
    "reachd.yaml\n";

/// `run` is the default command: `reachd FILE` means `reachd run FILE`.
bool names_a_command(int argc, const char* const* argv) {
  if (argc < 2) return true;
  const std::string first = argv[1];
  return first == "run" || first == "check" || first == "--help" || first == "-h" || first == "--version";
}

/// systemd lists several with colons between them.
std::string first_of(const char* directories) {
  const std::string all = directories == nullptr ? "" : directories;
  return all.substr(0, all.find(':'));
}

}  // namespace

options parse_command_line(int argc, const char* const* argv) {
  CLI::App app(description, "reachd");
  app.footer(main_footer);
  app.set_version_flag("--version", "reachd " REACHD_VERSION);
  app.require_subcommand(1);

  run_options run_with;
  CLI::App* run = app.add_subcommand("run", "Probe the targets of FILE until told to stop (the default command)");
  run->add_option("FILE", run_with.config_file, "The configuration")->required();
  run->add_option("--probe-log", run_with.probe_log, "Append one JSON line per ended probe to this file");
  run->add_option("--state-dir", run_with.state_dir,
                  "Keep counters and states in this directory across restarts (default: the first of "
                  "$STATE_DIRECTORY; without either nothing is kept)");
  run->footer(run_footer);

  check_options check_with;
  CLI::App* check = app.add_subcommand("check", "Check FILE and say what is wrong with it");
  check->add_option("FILE", check_with.config_file, "The configuration")->required();
  check->footer(check_footer);

  std::vector<const char*> words(argv, argv + argc);
  if (!names_a_command(argc, argv)) words.insert(words.begin() + 1, "run");
  try {
    app.parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    app.exit(wrong);
    return usage_error;
  }
  if (check->parsed()) return check_with;
  if (run_with.state_dir.empty()) run_with.state_dir = first_of(std::getenv("STATE_DIRECTORY"));
  return run_with;
}

}  // namespace reachd::daemon
