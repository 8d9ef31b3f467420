// SPDX-License-Identifier: Apache-2.0
// Program wire_host: runs COMMAND in a network namespace whose only way out is a TUN device, and is all hosts behind
// it. Ends with COMMAND's exit status; 77 (skipped) where no namespace or device can be made, 2 for a bad argument. A
// wire that the test cannot trust (packets of the tap dropped, sends refused) ends with 70.
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>

#include "wire/forger.hpp"
#include "wire/host.hpp"
#include "wire/namespace.hpp"
#include "wire/tap.hpp"

namespace wire = reachd::test_wire;

namespace {

constexpr int exit_skipped = 77, exit_untrusted = 70, exit_usage = 2;

struct close_file {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using log_file = std::unique_ptr<std::FILE, close_file>;

struct arguments {
  std::vector<std::string> rules, command;
  std::string log = "/dev/null", tap_log, forgery_log = "/dev/null";
  std::uint64_t seed = 1;
  wire::forger_settings forger;
  wire::device_settings device;
};

void describe(CLI::App& app, arguments& into) {
  app.add_option("--rule", into.rules, "what a network does, as in tests/wire/script.hpp")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--log", into.log, "JSON lines: what the hosts did");
  app.add_option("--tap", into.tap_log, "JSON lines: what crossed the device, by the kernel's stamps");
  app.add_option("--seed", into.seed, "of all random behaviour");
  app.add_option("--forge", into.forger.count, "so many forged packets beside the true replies, see forgery.hpp");
  app.add_option("--forge-rate", into.forger.rate, "of them a second")->check(CLI::PositiveNumber);
  app.add_option("--forge-log", into.forgery_log, "JSON lines: how many of each kind, once all are sent");
  app.add_option("--mtu", into.device.mtu, "of the device");
  app.add_option("command", into.command, "program and arguments, after --")->required();
}

/// Starts COMMAND; it is asked to end if we do.
pid_t start(const std::vector<std::string>& command, const sigset_t& signals) {
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::sigprocmask(SIG_UNBLOCK, &signals, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::execvp(words[0], words.data());
  std::perror(words[0]);
  ::_exit(127);
}

/// The exit status of the child if it has ended; signals to us are passed on to it.
std::optional<int> ended(int signals, pid_t child) {
  signalfd_siginfo info{};
  while (::read(signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    if (info.ssi_signo != SIGCHLD) ::kill(child, static_cast<int>(info.ssi_signo));
  }
  int status = 0;
  if (::waitpid(child, &status, WNOHANG) != child) return std::nullopt;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Serves until the child has ended, then takes what is left on the wire. The tap does not wake us: what it sees, the
/// hosts see too, and waking a reader takes 10 us between the tap's stamp and the one the sender gets.
int serve(wire::host& hosts, wire::forger& forger, std::optional<wire::tap>& tap, int signals, pid_t child) {
  reachd::core::unique_fd poll(::epoll_create1(EPOLL_CLOEXEC));
  for (const int fd : {hosts.fd(), hosts.timer(), forger.timer(), signals}) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    if (fd >= 0) ::epoll_ctl(poll.get(), EPOLL_CTL_ADD, fd, &event);
  }
  std::optional<int> status;
  while (!status) {
    std::fflush(nullptr);
    std::array<epoll_event, 4> events;
    ::epoll_wait(poll.get(), events.data(), static_cast<int>(events.size()), -1);
    hosts.receive();
    hosts.send_due();
    forger.send_due();
    if (tap) tap->drain();
    status = ended(signals, child);
  }
  hosts.finish();
  if (tap) tap->drain();
  return *status;
}

int skipped(const std::string& reason) {
  std::printf("skipped: %s\n", reason.c_str());
  return exit_skipped;
}

int untrusted(const std::string& reason) {
  std::fprintf(stderr, "wire_host: %s\n", reason.c_str());
  return exit_untrusted;
}

int run(arguments& given, const wire::script& hosts) {
  for (const auto& rule : hosts.rules()) given.device.networks.push_back(rule.hosts.text());
  if (const auto entered = wire::enter_namespace(); !entered) return skipped(entered.error());
  auto tun = wire::open_tun(given.device.name);
  if (!tun) return skipped(tun.error());
  if (::access("/proc/net/if_inet6", F_OK) != 0) return skipped("this kernel has no IPv6");
  if (const auto done = wire::configure(given.device); !done) return untrusted(done.error());

  const log_file log(std::fopen(given.log.c_str(), "we")), forgery_log(std::fopen(given.forgery_log.c_str(), "we"));
  const log_file tap_log(given.tap_log.empty() ? nullptr : std::fopen(given.tap_log.c_str(), "we"));
  if (!log || !forgery_log || (!tap_log && !given.tap_log.empty())) return std::perror("log"), exit_usage;
  std::optional<wire::tap> tap;
  if (tap_log) {
    auto opened = wire::tap::open(given.device.name, tap_log.get());
    if (!opened) return untrusted(opened.error());
    tap = std::move(*opened);
  }

  sigset_t blocked;
  ::sigemptyset(&blocked);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT}) ::sigaddset(&blocked, signal);
  ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
  const reachd::core::unique_fd signals(::signalfd(-1, &blocked, SFD_NONBLOCK | SFD_CLOEXEC));
  wire::host served(std::move(*tun), hosts, log.get());
  wire::forger forger(served.fd(), given.forger, forgery_log.get());
  served.tell(forger);
  const int status = serve(served, forger, tap, signals.get(), start(given.command, blocked));
  if (served.send_failures() + forger.send_failures() == 0 && (!tap || tap->drops() == 0)) return status;
  return untrusted("packets were dropped by the device or the tap: the logs are not the truth");
}

}  // namespace

int main(int argc, char** argv) {
  arguments given;
  CLI::App app("The far end of a wire");
  describe(app, given);
  CLI11_PARSE(app, argc, argv);
  wire::script hosts(given.seed);
  for (const auto& rule : given.rules) {
    if (const auto added = hosts.add(rule); !added) {
      std::fprintf(stderr, "wire_host: rule `%s`: %s\n", rule.c_str(), added.error().c_str());
      return exit_usage;
    }
  }
  return run(given, hosts);
}
