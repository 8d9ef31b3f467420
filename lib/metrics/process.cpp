// SPDX-License-Identifier: Apache-2.0
#include "metrics/process.hpp"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

namespace reachd::metrics {
namespace {

// Fields of proc(5) stat, counted from the one after the program's name, which is number 3 there.
enum field : std::size_t { utime = 11, stime = 12, num_threads = 17, starttime = 19, vsize = 20, rss = 21, needed };

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \n");
    if (begin == std::string_view::npos) return words;
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
}

core::nanoseconds from_ticks(std::uint64_t ticks) {
  const auto per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return core::nanoseconds(static_cast<std::int64_t>(ticks * (1'000'000'000 / per_second)));
}

core::nanoseconds read_clock(clockid_t which) {
  timespec now{};
  ::clock_gettime(which, &now);
  return std::chrono::seconds(now.tv_sec) + core::nanoseconds(now.tv_nsec);
}

}  // namespace

std::optional<process_numbers> parse_process_stat(std::string_view text) {
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  const auto words = split(text.substr(name_end + 1));
  if (words.size() < needed) return std::nullopt;
  bool good = true;
  const auto number = [&](field which) {
    std::uint64_t value = 0;
    const std::string_view word = words[which];
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    good = good && error == std::errc() && end == word.data() + word.size();
    return value;
  };
  process_numbers numbers;
  numbers.cpu = from_ticks(number(utime) + number(stime));
  numbers.started_after_boot = from_ticks(number(starttime));
  numbers.threads = number(num_threads);
  numbers.virtual_bytes = number(vsize);
  numbers.resident_bytes = number(rss) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (!good) return std::nullopt;
  return numbers;
}

std::optional<process_numbers> read_process() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return parse_process_stat(line);
}

std::optional<std::uint64_t> count_open_fds() {
  std::error_code error;
  std::filesystem::directory_iterator at("/proc/self/fd", error);
  std::uint64_t count = 0;
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) ++count;
  if (error || count == 0) return std::nullopt;
  return count - 1;  // the one we read with
}

std::optional<std::uint64_t> max_fds() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

std::optional<core::wall_time> read_start_time() {
  const auto numbers = read_process();
  if (!numbers) return std::nullopt;
  return core::wall_time(read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME) + numbers->started_after_boot);
}

}  // namespace reachd::metrics
