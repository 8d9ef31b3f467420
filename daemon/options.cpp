// SPDX-License-Identifier: Apache-2.0
#include "daemon/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "daemon/completion.hpp"
#include "daemon/help.hpp"
#include "daemon/json_schema.hpp"

namespace reachd::daemon {
namespace {

constexpr int usage_error = 2;

constexpr const char* version = "reachd " REACHD_VERSION;
constexpr const char* description =
    "reachd " REACHD_VERSION
    " - pings the hosts of a YAML file and exports their reachability and latency to Prometheus.";

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
    app_.footer(help::program);
    app_.set_version_flag("--version", version);
    app_.require_subcommand(1);
    add_run();
    add_check();
    add_diff();
    add_explain();
    add_ctl();
    add_status();
    add_schema();
    add_completion();
    add_version();
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
                    "Open a control socket there, for `ctl`, `status`, `diff` and `explain`; default: reachd.sock in "
                    "$RUNTIME_DIRECTORY");
    run->footer(help::run);
    run->callback([this] { chosen_ = run_; });
  }

  void add_check() {
    CLI::App* check = app_.add_subcommand("check", "Check FILE and say what is wrong with it");
    check->add_option("FILE", check_.config_file, "The configuration")->required();
    check->add_flag("--dump", check_.dump, "Print the effective configuration instead");
    check->footer(help::check);
    check->callback([this] { chosen_ = check_; });
  }

  void add_diff() {
    CLI::App* diff = app_.add_subcommand("diff", "Compare FILE with what the running reachd runs");
    diff->add_option("FILE", diff_.config_file, "The configuration")->required();
    diff_.socket = socket_to_ask();
    add_socket(diff, diff_.socket);
    diff->footer(help::diff);
    diff->callback([this] { chosen_ = diff_; });
  }

  void add_explain() {
    CLI::App* explain = app_.add_subcommand("explain", "Show where each value of TARGET comes from, and how it is");
    explain->add_option("TARGET", explain_.target, "The name of a target")->required();
    explain->add_option("--config", explain_.config_file, "The configuration; default: that of the running reachd");
    explain_.socket = socket_to_ask();
    add_socket(explain, explain_.socket);
    explain->footer(help::explain);
    explain->callback([this] { chosen_ = explain_; });
  }

  void add_ctl() {
    CLI::App* ctl = app_.add_subcommand("ctl", "Tell the running reachd what to do");
    ctl->require_subcommand(1);
    ctl->footer(help::ctl);
    CLI::App* reload = ctl->add_subcommand("reload", "Read the configuration again");
    reload_.socket = socket_to_ask();
    add_socket(reload, reload_.socket);
    reload->add_flag("--wait", reload_.wait, "Until it is applied or refused");
    reload->footer(help::reload);
    reload->callback([this] { chosen_ = reload_; });
  }

  void add_status() {
    CLI::App* status = app_.add_subcommand("status", "Show the targets of the running reachd");
    status_.socket = socket_to_ask();
    add_socket(status, status_.socket);
    status->add_flag("--down", status_.down, "Only those that are down");
    status->add_flag("--json", status_.json, "As JSON");
    status->footer(help::status);
    status->callback([this] { chosen_ = status_; });
  }

  void add_schema() {
    CLI::App* schema = app_.add_subcommand("schema", "Print the JSON Schema of the configuration");
    schema->footer(help::schema);
    schema->callback([this] { chosen_ = text_to_print{json_schema()}; });
  }

  void add_completion() {
    CLI::App* completion = app_.add_subcommand("completion", "Print what makes a shell complete these commands");
    completion->add_option("SHELL", shell_, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>{"bash", "zsh", "fish"}));
    completion->footer(help::completion);
    completion->callback([this] { chosen_ = text_to_print{completion_script(words_of(app_), shell_)}; });
  }

  void add_version() {
    CLI::App* told = app_.add_subcommand("version", "Print the version");
    told->footer(help::version);
    told->callback([this] { chosen_ = text_to_print{std::string(version) + "\n"}; });
  }

  CLI::App app_;
  run_options run_;
  check_options check_;
  reload_options reload_;
  status_options status_;
  explain_options explain_;
  diff_options diff_;
  std::string shell_;
  std::optional<options> chosen_;
};

}  // namespace

options parse_command_line(int argc, const char* const* argv) { return command_line().parse(argc, argv); }

}  // namespace reachd::daemon
