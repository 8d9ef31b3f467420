// SPDX-License-Identifier: Apache-2.0
// Program bare_paced: the least that a paced prober can do, to hold reachd against. One raw socket with ICMP_FILTER,
// one epoll and one timerfd; sends spread evenly over the interval, everything done on the tick; kernel stamps both
// ways; 20 buckets a target. It checks nothing, resolves nothing and serves nothing.
// Ends on SIGTERM and prints one JSON line; with --log one line per probe, with the keys of reachd's probe log.
#include <arpa/inet.h>
#include <netinet/ip_icmp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "bench/bare_socket.hpp"

namespace {

using namespace reachd::bench;

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t ms_ns = 1'000'000;

struct arguments {
  std::uint32_t first = 0;  // host order; target i is first + i
  std::size_t targets = 1;
  std::int64_t interval_ns = second_ns;
  std::int64_t tick_ns = 0;  // 0: as long as 64 probes take, 1 to 8 ms and a tenth of the interval
  const char* log = nullptr;
};

struct target {
  std::uint64_t due_ns = 0;
  std::int64_t sent_ns = 0;  // 0: none in flight
  bool kernel_sent = false;
  std::uint32_t sequence = 0;
  std::uint32_t histogram[20] = {};
};

struct totals {
  unsigned long long sent = 0, replies = 0, lost = 0, in_flight = 0, user_stamps = 0, send_errors = 0;
  std::vector<std::uint32_t> lateness = std::vector<std::uint32_t>(200'000);  // by 10 us
};

volatile sig_atomic_t stopped = 0;

std::int64_t read_clock(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return now.tv_sec * second_ns + now.tv_nsec;
}

std::string text_of(std::uint32_t address) {
  char buffer[INET_ADDRSTRLEN];
  const in_addr network{htonl(address)};
  return ::inet_ntop(AF_INET, &network, buffer, sizeof buffer);
}

class prober {
 public:
  prober(const arguments& given, std::FILE* log) : given_(given), log_(log), targets_(given.targets) {
    start_ns_ = read_clock(CLOCK_MONOTONIC) + given.interval_ns / 10;
    const auto apart = static_cast<double>(given.interval_ns) / static_cast<double>(given.targets);
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      targets_[i].due_ns =
          static_cast<std::uint64_t>(start_ns_) + static_cast<std::uint64_t>(static_cast<double>(i) * apart);
    }
  }

  bool open() { return socket_.open(); }

  void tick() {
    drain();
    const auto now = static_cast<std::uint64_t>(read_clock(CLOCK_MONOTONIC));
    while (targets_[next_].due_ns <= now) {
      send_due(now);
    }
  }

  void finish() {
    drain();
    for (const target& each : targets_) total_.in_flight += each.sent_ns != 0 ? 1 : 0;
    auto part = total_.sent - total_.sent / 100;
    std::size_t p99 = 0;
    while (p99 + 1 < total_.lateness.size() && part > total_.lateness[p99]) part -= total_.lateness[p99++];
    std::printf("{\"sent\":%llu,\"replies\":%llu,\"lost\":%llu,\"in_flight\":%llu,", total_.sent, total_.replies,
                total_.lost, total_.in_flight);
    std::printf("\"user_stamps\":%llu,\"send_errors\":%llu,\"lateness_p99_us\":%zu}\n", total_.user_stamps,
                total_.send_errors, (p99 + 1) * 10);
  }

 private:
  /// One batch of what is due.
  void send_due(std::uint64_t now) {
    const std::int64_t wall = read_clock(CLOCK_REALTIME);
    const std::size_t first = next_;
    std::size_t count = 0;
    for (; count < batch_size && targets_[next_].due_ns <= now; ++count) {
      target& each = targets_[next_];
      if (each.sent_ns != 0) end(next_, "lost", 0);
      const std::uint64_t late = (now - each.due_ns) / 10'000;
      ++total_.lateness[std::min<std::uint64_t>(late, total_.lateness.size() - 1)];
      each.due_ns += static_cast<std::uint64_t>(given_.interval_ns);
      each.sent_ns = wall;
      each.kernel_sent = false;
      const auto index = static_cast<std::uint32_t>(next_);
      socket_.add(given_.first + index, {index, ++each.sequence});
      if (++next_ == targets_.size()) next_ = 0;
    }
    const std::size_t sent = socket_.flush();
    total_.sent += sent;
    total_.send_errors += count - sent;
    for (std::size_t i = sent; i < count; ++i) targets_[(first + i) % targets_.size()].sent_ns = 0;
  }

  void drain() {
    take_stamps();
    while (const std::size_t count = socket_.receive()) {
      take_stamps();  // a request's stamp is there before its reply is
      for (std::size_t i = 0; i < count; ++i) take_reply(socket_.message(i));
    }
  }

  void take_stamps() {
    while (const std::size_t count = socket_.receive_stamps()) {
      for (std::size_t i = 0; i < count; ++i) {
        const stamped_packet looped = socket_.stamp(i);
        target* const found = find(looped.about);
        if (found == nullptr || found->kernel_sent || looped.stamp_ns == 0) continue;
        found->sent_ns = looped.stamp_ns;
        found->kernel_sent = true;
      }
    }
  }

  void take_reply(const stamped_packet& reply) {
    target* const found = find(reply.about);
    if (found == nullptr) return;
    const std::int64_t rtt = reply.stamp_ns - found->sent_ns;
    std::size_t bucket = 0;
    while (bucket < 19 && rtt > (std::int64_t{50'000} << bucket)) ++bucket;
    ++found->histogram[bucket];
    ++total_.replies;
    if (!found->kernel_sent) ++total_.user_stamps;
    end(reply.about.index, "reply", rtt);
  }

  target* find(const token& about) {
    if (about.index >= targets_.size()) return nullptr;
    target& each = targets_[about.index];
    return each.sequence == about.sequence && each.sent_ns != 0 ? &each : nullptr;
  }

  void end(std::size_t index, const char* outcome, std::int64_t rtt) {
    target& ended = targets_[index];
    if (rtt == 0) ++total_.lost;
    if (log_ != nullptr) {
      std::fprintf(log_, R"({"target":"%s","seq":%u,"sent_ns":%lld,"rtt_ns":%s,"outcome":"%s","stamps":"%s"})",
                   text_of(given_.first + static_cast<std::uint32_t>(index)).c_str(), ended.sequence,
                   static_cast<long long>(ended.sent_ns), rtt == 0 ? "null" : std::to_string(rtt).c_str(), outcome,
                   ended.kernel_sent ? "kernel/kernel" : "user/kernel");
      std::fputc('\n', log_);
    }
    ended.sent_ns = 0;
  }

  const arguments& given_;
  std::FILE* log_;
  std::vector<target> targets_;
  bare_socket socket_;
  totals total_;
  std::int64_t start_ns_ = 0;
  std::size_t next_ = 0;  // whose turn it is
};

/// Ticks until SIGTERM. 0, or 1 where the kernel refuses something.
int run(prober& probes, std::int64_t tick_ns) {
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  const timespec tick{tick_ns / second_ns, tick_ns % second_ns};
  const itimerspec when{.it_interval = tick, .it_value = tick};
  epoll_event event{.events = EPOLLIN, .data = {.fd = timer}};
  if (::timerfd_settime(timer, 0, &when, nullptr) != 0 || ::epoll_ctl(poll, EPOLL_CTL_ADD, timer, &event) != 0) {
    std::perror("timer");
    return 1;
  }
  while (stopped == 0) {
    std::uint64_t expirations = 0;
    if (::epoll_wait(poll, &event, 1, -1) != 1 || ::read(timer, &expirations, sizeof expirations) < 0) continue;
    probes.tick();
  }
  probes.finish();
  return 0;
}

/// `NAME VALUE` pairs; false: usage.
bool parse(int argc, char** argv, arguments& into) {
  for (int at = 1; at < argc; at += 2) {
    const std::string name = argv[at];
    if (at + 1 == argc) return false;
    const char* const value = argv[at + 1];
    in_addr address{};
    if (name == "--first" && ::inet_pton(AF_INET, value, &address) == 1) {
      into.first = ntohl(address.s_addr);
    } else if (name == "--targets") {
      into.targets = std::strtoul(value, nullptr, 10);
    } else if (name == "--interval-ms") {
      into.interval_ns = std::strtoll(value, nullptr, 10) * ms_ns;
    } else if (name == "--tick-us") {
      into.tick_ns = std::strtoll(value, nullptr, 10) * 1000;
    } else if (name == "--log") {
      into.log = value;
    } else {
      return false;
    }
  }
  return into.first != 0 && into.targets > 0 && into.interval_ns > 0;
}

}  // namespace

int main(int argc, char** argv) {
  arguments given;
  if (!parse(argc, argv, given)) {
    std::fputs("usage: bare_paced --first ADDRESS [--targets N] [--interval-ms N] [--tick-us N] [--log FILE]\n",
               stderr);
    return 2;
  }
  if (given.tick_ns == 0) {
    const auto batch = static_cast<std::int64_t>(64 * given.interval_ns / static_cast<std::int64_t>(given.targets));
    given.tick_ns = std::clamp(batch, ms_ns, std::max(ms_ns, std::min(8 * ms_ns, given.interval_ns / 10)));
  }
  ::signal(SIGTERM, [](int) { stopped = 1; });
  std::FILE* const log = given.log == nullptr ? nullptr : std::fopen(given.log, "we");
  if (given.log != nullptr && log == nullptr) return std::perror(given.log), 1;
  prober probes(given, log);
  if (!probes.open()) return std::perror("raw socket"), 77;
  const int status = run(probes, given.tick_ns);
  if (log != nullptr) std::fclose(log);
  return status;
}
