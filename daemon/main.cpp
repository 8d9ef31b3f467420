// SPDX-License-Identifier: Apache-2.0
// The program. Role: from the command line to an exit status; the only place where exceptions end.
// Exit status: 0 done or ended by a signal, 1 failure or a bad file in `check`, 2 usage, 78 bad configuration in `run`.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "config/dump.hpp"
#include "config/load.hpp"
#include "daemon/diff_command.hpp"
#include "daemon/explain_command.hpp"
#include "daemon/journal_stream.hpp"
#include "daemon/limits.hpp"
#include "daemon/options.hpp"
#include "daemon/remote_commands.hpp"
#include "daemon/runtime.hpp"
#include "uv/capabilities.hpp"
#include "uv/process_setup.hpp"

namespace reachd::daemon {
namespace {

constexpr int done = 0;
constexpr int failure = 1;
constexpr int bad_configuration = 78;  // EX_CONFIG of sysexits.h

int print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return done;
  std::fprintf(stderr, "reachd: cannot write to standard output: %s\n", std::strerror(errno));
  return failure;
}

int check(const check_options& asked) {
  const config::load_result loaded = config::load(asked.config_file);
  if (!loaded.ok()) {
    std::fputs(config::render(loaded.problems).c_str(), stderr);
    return failure;
  }
  if (asked.dump) return print(config::dump(loaded.value));
  std::printf("%s: good, %zu target%s\n", asked.config_file.c_str(), loaded.value.targets.size(),
              loaded.value.targets.size() == 1 ? "" : "s");
  return done;
}

int serve(start begin, log& out, probe_log* probes) {
  const auto secret = icmp::random_run_secret();
  if (!secret) {
    out.error("cannot start", {{"error", secret.error().message()}});
    return failure;
  }
  uv::loop loop;
  runtime program(loop, *secret, std::move(begin), out, probes);
  if (!program.listen()) return failure;
  // All sockets are open: from here on what we start can do no more than anybody.
  if (const auto dropped = uv::drop_inherited_capabilities(); !dropped) {
    out.warning("programs of exec probes keep capabilities", {{"error", dropped.error().message()}});
  }
  loop.run(program.run());
  // A lookup that hangs on the pool must not hold the end: all is written, so nothing is joined.
  std::fflush(nullptr);
  _exit(done);
}

int run(const run_options& asked) {
  uv::prepare_process();
  config::load_result loaded = config::load(asked.config_file);
  if (!loaded.ok()) {
    std::fputs(for_stderr(config::render(loaded.problems), journal_error).c_str(), stderr);
    return bad_configuration;
  }
  log out(loaded.value.level, loaded.value.format);
  const std::uint64_t files = raise_open_files_limit();
  out.debug("open files limit", {{"limit", files}});
  start begin{asked.config_file, std::make_shared<config::settings>(std::move(loaded.value)), std::move(loaded.origin),
              asked.socket, asked.state_dir};
  if (asked.probe_log.empty()) return serve(std::move(begin), out, nullptr);
  auto probes = probe_log::open(asked.probe_log);
  if (!probes) {
    out.error("cannot start", {{"error", probes.error().message()}});
    return failure;
  }
  return serve(std::move(begin), out, &*probes);
}

int dispatch(int argc, char** argv) {
  const options asked = parse_command_line(argc, argv);
  if (const auto* run_with = std::get_if<run_options>(&asked)) return run(*run_with);
  if (const auto* check_with = std::get_if<check_options>(&asked)) return check(*check_with);
  if (const auto* reload_with = std::get_if<reload_options>(&asked)) return reload(*reload_with);
  if (const auto* status_with = std::get_if<status_options>(&asked)) return status(*status_with);
  if (const auto* explain_with = std::get_if<explain_options>(&asked)) return explain(*explain_with);
  if (const auto* diff_with = std::get_if<diff_options>(&asked)) return diff(*diff_with);
  if (const auto* printed = std::get_if<text_to_print>(&asked)) return print(printed->text);
  return std::get<int>(asked);
}

}  // namespace
}  // namespace reachd::daemon

int main(int argc, char** argv) {
  try {
    return reachd::daemon::dispatch(argc, argv);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "reachd: %s\n", problem.what());
    return 1;
  }
}
