// SPDX-License-Identifier: Apache-2.0
#include "daemon/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>

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
    "The file is followed: a change is applied at once, and a bad one changes nothing. SIGHUP reads it again; SIGTERM\n"
    "and SIGINT end it. Exit status: 0 ended by a signal, 1 failure, 2 usage, 78 bad configuration.";

constexpr const char* check_footer =
    "Example:\n  reachd check /etc/reachd/reachd.yaml\n\n"
    "Prints every error with its place. Exit status: 0 the file is good, 1 it is not, 2 usage.";

constexpr const char* reload_footer =
    "Example:\n  reachd ctl reload --wait\n\n"
    "With --wait it prints what has changed, or every error of the file. Exit status: 0 applied (without --wait: "
    "asked\n"
    "for), 1 the file is bad and the configuration before stays, or reachd does not answer, 2 usage.";

constexpr const char* status_footer =
    "Examples:\n  reachd status --down\n  reachd status --json | jq '.targets[] | select(.loss > 0.1)'\n\n"
    "Exit status: 0 told, 1 reachd does not answer, 2 usage.";

constexpr const char* main_footer =
    "Examples:\n  reachd check reachd.yaml\n  reachd run reachd.yaml\n  reachd run --probe-log probes.jsonl "
    "reachd.yaml\n  reachd ctl reload --wait\n  reachd status --down\n";

/// The first of the folders that systemd names in such a variable, with colons between them; empty without it.
std::string first_folder(const char* variable) {
  const char* const folders = std::getenv(variable);
  const std::string_view all = folders == nullptr ? "" : folders;
  return std::string(all.substr(0, all.find(':')));
}

std::string socket_of_the_service() {
  const std::string folder = first_folder("RUNTIME_DIRECTORY");
  return folder.empty() ? folder : folder + "/reachd.sock";
}

std::string socket_to_ask() {
  const std::string own = socket_of_the_service();
  return own.empty() ? "/run/reachd/reachd.sock" : own;
}

class command_line {
 public:
  command_line() : app_(description, "reachd") {
    app_.footer(main_footer);
    app_.set_version_flag("--version", "reachd " REACHD_VERSION);
    app_.require_subcommand(1);
    add_run();
    add_check();
    add_ctl();
    add_status();
  }

  options parse(int argc, const char* const* argv) {
    std::vector<const char*> words(argv, argv + argc);
    if (!names_a_command(argc, argv)) words.insert(words.begin() + 1, "run");
    try {
      app_.parse(static_cast<int>(words.size()), words.data());
    } catch (const CLI::Success& asked) {
      return app_.exit(asked);
    } catch (const CLI::ParseError& wrong) {
      app_.exit(wrong);
      return usage_error;
    }
    return *chosen_;
  }

 private:
  /// `run` is the default command: `reachd FILE` means `reachd run FILE`.
  bool names_a_command(int argc, const char* const* argv) const {
    if (argc < 2) return true;
    const std::string first = argv[1];
    if (first == "--help" || first == "-h" || first == "--version") return true;
    const auto commands = app_.get_subcommands({});
    return std::any_of(commands.begin(), commands.end(),
                       [&](const CLI::App* each) { return each->get_name() == first; });
  }

  void add_socket(CLI::App* to, std::string& path) {
    to->add_option("--socket", path, "The control socket of the running reachd")->capture_default_str();
  }

  void add_run() {
    CLI::App* run = app_.add_subcommand("run", "Probe the targets of FILE until told to stop (the default command)");
    run_.socket = socket_of_the_service();
    run_.state_dir = first_folder("STATE_DIRECTORY");
    run->add_option("FILE", run_.config_file, "The configuration")->required();
    run->add_option("--probe-log", run_.probe_log, "Append one JSON line per ended probe to this file");
    run->add_option("--state-dir", run_.state_dir,
                    "Keep counters and states in this directory across restarts (default: the first of "
                    "$STATE_DIRECTORY; without either nothing is kept)");
    run->add_option("--socket", run_.socket,
                    "Open a control socket there, for `ctl` and `status`; default: reachd.sock in $RUNTIME_DIRECTORY");
    run->footer(run_footer);
    run->callback([this] { chosen_ = run_; });
  }

  void add_check() {
    CLI::App* check = app_.add_subcommand("check", "Check FILE and say what is wrong with it");
    check->add_option("FILE", check_.config_file, "The configuration")->required();
    check->footer(check_footer);
    check->callback([this] { chosen_ = check_; });
  }

  void add_ctl() {
    CLI::App* ctl = app_.add_subcommand("ctl", "Tell the running reachd what to do");
    ctl->require_subcommand(1);
    CLI::App* reload = ctl->add_subcommand("reload", "Read the configuration again");
    reload_.socket = socket_to_ask();
    add_socket(reload, reload_.socket);
    reload->add_flag("--wait", reload_.wait, "Until it is applied or refused");
    reload->footer(reload_footer);
    reload->callback([this] { chosen_ = reload_; });
  }

  void add_status() {
    CLI::App* status = app_.add_subcommand("status", "Show the targets of the running reachd");
    status_.socket = socket_to_ask();
    add_socket(status, status_.socket);
    status->add_flag("--down", status_.down, "Only those that are down");
    status->add_flag("--json", status_.json, "As JSON");
    status->footer(status_footer);
    status->callback([this] { chosen_ = status_; });
  }

  CLI::App app_;
  run_options run_;
  check_options check_;
  reload_options reload_;
  status_options status_;
  std::optional<options> chosen_;
};

}  // namespace

options parse_command_line(int argc, const char* const* argv) { return command_line().parse(argc, argv); }

}  // namespace reachd::daemon
