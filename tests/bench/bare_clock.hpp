// SPDX-License-Identifier: Apache-2.0
// When the next target of a bare loop is due. Role: what the bare loops over connections share: one epoll, one timerfd,
// probes spread evenly over the interval and begun on a tick. Owner: main of each.
#pragma once

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>

namespace reachd::bench {

inline volatile std::sig_atomic_t stopped = 0;

struct pace {
  std::size_t targets = 1;
  std::int64_t interval_ns = 1'000'000'000;
};

/// `NAME VALUE`; false: not one of these.
inline bool parse_pace(const std::string& name, const char* value, pace& into) {
  if (name == "--targets") {
    into.targets = std::strtoul(value, nullptr, 10);
  } else if (name == "--interval-ms") {
    into.interval_ns = std::strtoll(value, nullptr, 10) * 1'000'000;
  } else {
    return false;
  }
  return into.targets > 0 && into.interval_ns > 0;
}

class bare_clock {
 public:
  /// `poll`: the epoll that is told of a tick by the event whose pointer is null.
  bare_clock(int poll, const pace& given) : given_(given), begun_ns_(now_ns()) {
    // As long as 64 probes take, 1 to 8 ms and a tenth of the interval: reachd's own rule.
    const auto batch = 64 * given.interval_ns / static_cast<std::int64_t>(given.targets);
    const std::int64_t most = std::min<std::int64_t>(8'000'000, given.interval_ns / 10);
    const std::int64_t tick = std::clamp<std::int64_t>(batch, 1'000'000, std::max<std::int64_t>(1'000'000, most));
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    const itimerspec when{.it_interval = {0, tick}, .it_value = {0, tick}};
    epoll_event event{.events = EPOLLIN, .data = {.ptr = nullptr}};
    good_ = ::timerfd_settime(timer_, 0, &when, nullptr) == 0 && ::epoll_ctl(poll, EPOLL_CTL_ADD, timer_, &event) == 0;
  }
  bool good() const { return good_; }

  /// After a tick: calls `begin` with the index of every target that is due.
  template <typename Begin>
  void tick(Begin begin) {
    std::uint64_t expirations = 0;
    if (::read(timer_, &expirations, sizeof expirations) < 0) return;
    const std::int64_t gone = now_ns() - begun_ns_;
    const auto due = static_cast<std::uint64_t>(static_cast<double>(gone) / static_cast<double>(given_.interval_ns) *
                                                static_cast<double>(given_.targets));
    for (; next_ < due; ++next_) begin(next_ % given_.targets);
  }

 private:
  static std::int64_t now_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
  }

  pace given_;
  std::int64_t begun_ns_;
  int timer_ = -1;
  bool good_ = false;
  std::uint64_t next_ = 0;
};

}  // namespace reachd::bench
