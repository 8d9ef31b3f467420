// SPDX-License-Identifier: Apache-2.0
// One outage of the uplink, one event. Role: what a person is told when ways out go and come back; ways that went
// together are told together. Owner: an uplink. Invariant: an event of `down` is followed by one of `up` for the same
// ways; a way that goes and comes back before it was told is not told at all.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "core/time.hpp"

namespace reachd::probe {

struct uplink_event {
  bool up = false;
  std::string why;  // in words, for the log
  core::wall_time at{};
  core::nanoseconds lasted{};  // with `up`: how long it was down
};

class uplink_observer {
 public:
  virtual void uplink_changed(const uplink_event& event) = 0;

 protected:
  ~uplink_observer() = default;
};

class uplink_events {
 public:
  static constexpr std::size_t ways = 2;
  using wall_clock = std::function<core::wall_time()>;

  uplink_events(wall_clock wall, uplink_observer& observer) : wall_(std::move(wall)), observer_(&observer) {}

  /// A way went at `now`. Not told before tell().
  void down(std::size_t way, std::string why, core::instant now);
  void up(std::size_t way, std::string why, core::instant now);
  /// Nobody judges the ways any more: what was told to be down has its end.
  void retire(core::instant now);
  bool is_down(std::size_t way) const { return ways_[way].down; }
  /// When it went or came back last.
  core::instant since(std::size_t way) const { return ways_[way].since; }
  /// Some way is down and was not told.
  bool untold() const;
  /// Tells of all such ways in one event.
  void tell();

 private:
  struct one_way {
    bool down = false;
    std::uint32_t event = 0;  // which told it; 0: none
    std::string why;
    core::instant since{};
  };
  bool lasts(std::uint32_t event) const;

  wall_clock wall_;
  uplink_observer* observer_;
  std::array<one_way, ways> ways_;
  std::array<core::instant, ways> began_{};  // of the event that told each way
  std::uint32_t events_ = 0;
};

}  // namespace reachd::probe
