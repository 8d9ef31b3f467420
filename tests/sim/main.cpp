// SPDX-License-Identifier: Apache-2.0
// reachd_sim --scenario FILE [--seed N] [--seeds N] [--probes N] [--targets N] [--digest]: runs a scenario with one
// seed or with several in a row, prints a line for each and what was found wrong.
// Exit status: 0 nothing, 1 something, 2 usage.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "async/frame_count.hpp"
#include "sim/simulation.hpp"

namespace {

using namespace reachd;

struct arguments {
  std::string file;
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 1;
  std::uint64_t probes = 0;   // 0: as long as the scenario says
  std::uint64_t targets = 0;  // 0: as many as the scenario says
  bool twice = false;
};

void print(const sim::scenario& script, const sim::report& told, double seconds) {
  std::printf("%s seed %llu: %llu probes of %llu targets,", script.name.c_str(),
              static_cast<unsigned long long>(told.seed), static_cast<unsigned long long>(told.counts.begun),
              static_cast<unsigned long long>(script.targets));
  for (std::size_t at = 0; at < core::outcome_count; ++at) {
    const std::uint64_t count = told.counts.ended[at];
    if (count == 0) continue;
    std::printf(" %llu %s,", static_cast<unsigned long long>(count), core::outcome_names[at].data());
  }
  std::printf(" %llu late, %llu duplicates,", static_cast<unsigned long long>(told.counts.late),
              static_cast<unsigned long long>(told.counts.duplicates));
  std::printf(" %llu skipped, %llu changes, most in flight %llu, digest %016llx; %.2f s of CPU, %.0f probes/s\n",
              static_cast<unsigned long long>(told.skipped), static_cast<unsigned long long>(told.state_changes),
              static_cast<unsigned long long>(told.most_in_flight), static_cast<unsigned long long>(told.digest),
              seconds, static_cast<double>(told.counts.begun) / seconds);
  for (const std::string& wrong : told.first_wrong) std::printf("  %s\n", wrong.c_str());
  if (told.wrong > 0) std::printf("  %llu wrong in all\n", static_cast<unsigned long long>(told.wrong));
}

/// Runs one seed and tells of it; false: something is wrong.
bool run(const sim::scenario& script, std::uint64_t seed, bool twice) {
  const std::clock_t begun = std::clock();
  const sim::report told = sim::simulation(script, seed).run();
  print(script, told, static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC);
  if (!twice) return told.wrong == 0;
  const sim::report again = sim::simulation(script, seed).run();
  if (again.digest == told.digest) return told.wrong == 0;
  std::printf("  run again it did something else: digest %016llx\n", static_cast<unsigned long long>(again.digest));
  return false;
}

int run(const arguments& asked) {
  auto script = sim::read_scenario(asked.file);
  if (!script) {
    std::fputs(script.error().c_str(), stderr);
    return 2;
  }
  if (asked.targets > 0) script->targets = asked.targets;
  if (asked.probes > 0) {
    script->run = script->plan.interval * static_cast<std::int64_t>(asked.probes / script->targets + 1);
  }
  bool good = true;
  for (std::uint64_t seed = asked.first_seed; seed < asked.first_seed + asked.seeds; ++seed) {
    good = run(*script, seed, asked.twice) && good;
  }
  if (async::live_frames() != 0) std::printf("  %zu coroutine frames were left alive\n", async::live_frames());
  return good && async::live_frames() == 0 ? 0 : 1;
}

/// glibc asks for pages of 2 MiB only when it is told so before it starts: 100,000 targets then take a sixth less time.
void use_large_pages(char** argv) {
  constexpr const char* tunables = "GLIBC_TUNABLES";
  if (std::getenv(tunables) != nullptr || setenv(tunables, "glibc.malloc.hugetlb=1", 1) != 0) return;
  execv("/proc/self/exe", argv);  // when that fails, it goes on with small ones
}

}  // namespace

int main(int argc, char** argv) {
  use_large_pages(argv);
  arguments asked;
  CLI::App line("reachd's core on a virtual clock and a scripted network");
  line.add_option("--scenario", asked.file, "a file of tests/sim/scenarios")->required();
  line.add_option("--seed", asked.first_seed, "of everything random");
  line.add_option("--seeds", asked.seeds, "that many runs, each with the next seed");
  line.add_option("--probes", asked.probes, "go on until about that many have begun");
  line.add_option("--targets", asked.targets, "instead of the scenario's number");
  line.add_flag("--digest", asked.twice, "each run twice, and the digests are compared");
  try {
    line.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return line.exit(problem) == 0 ? 0 : 2;
  }
  return run(asked);
}
