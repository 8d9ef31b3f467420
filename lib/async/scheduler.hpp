// SPDX-License-Identifier: Apache-2.0
// One turn, one order. Role: holds the wheel and the ready queue and runs a turn: drain the ports, advance the wheel,
// run what is ready, flush the ports. The loop calls turn() with the real time, a simulation with its own.
// Owner: uv::loop or a test; everything that waits borrows it. Invariant: a wake-up costs more than a packet, so
// wake-ups stand on a grid of turn_length(); work that is left over makes the next turn due at once.
#pragma once

#include "async/ready_queue.hpp"
#include "async/timer_wheel.hpp"
#include "core/intrusive_list.hpp"

namespace reachd::async {

/// What receives and sends at fixed points of a turn, such as a pinger. Leaves the scheduler when destroyed.
class turn_port : public core::list_hook<> {
 public:
  /// Reads what has arrived, a bounded amount. `begun`: when the turn began, read before anything is drained.
  /// False: there is more.
  virtual bool drain(core::instant begun) = 0;
  /// Sends what the turn has queued. False: some is left for the next turn.
  virtual bool flush() = 0;

 protected:
  turn_port() = default;
  ~turn_port() = default;
};

class scheduler {
 public:
  explicit scheduler(core::instant now) : wheel_(now) {}
  scheduler(const scheduler&) = delete;
  scheduler& operator=(const scheduler&) = delete;

  core::instant now() const { return wheel_.now(); }
  timer_wheel& wheel() { return wheel_; }
  ready_queue& ready() { return ready_; }
  void add(turn_port& port) { ports_.push_back(port); }

  /// The grid of wake-ups; 1 ms unless set. See turn_length_for.
  core::nanoseconds turn_length() const { return turn_length_; }
  void set_turn_length(core::nanoseconds length) { turn_length_ = length; }

  /// Runs one turn that begins at `begun`.
  void turn(core::instant begun);
  /// When the next turn is due: at once (now()) while work is left, else on the grid; `never` when nothing waits.
  core::instant next_turn();

 private:
  timer_wheel wheel_;
  ready_queue ready_;
  core::intrusive_list<turn_port> ports_;
  core::nanoseconds turn_length_ = std::chrono::milliseconds(1);
  bool work_left_ = false;
};

/// As long as 64 probes take at `probes_per_second`, within 1 to 8 ms and a tenth of `smallest_interval`; whole
/// milliseconds, for the loop's timer has no finer ones and would round every wake-up up to the next.
core::nanoseconds turn_length_for(double probes_per_second, core::nanoseconds smallest_interval);

}  // namespace reachd::async
