// SPDX-License-Identifier: Apache-2.0
#include "http/connection.hpp"

#include <sys/socket.h>

#include "http/socket_file.hpp"

namespace reachd::http {
connection::connection(async::timer_wheel& wheel, const limits& bounds, counters& counts, int fd,
                       const core::address& peer)
    : wheel_(&wheel),
      bounds_(&bounds),
      counts_(&counts),
      since_(wheel.now()),
      peer_(peer),
      fd_(fd),
      by_control_socket_(is_unix_socket(fd)) {
  wait(phase::waiting, bounds.header);
}

void connection::header_has_come() { wait(phase::waiting, bounds_->header); }

void connection::request_has_come() {
  if (closing()) return;
  phase_ = phase::handling;
  async::timer_wheel::remove(*this);
}

void connection::block_begins() { wait(phase::writing, bounds_->write); }
void connection::answer_has_left() { leaving_ ? close() : wait(phase::waiting, bounds_->idle); }

void connection::close() {
  phase_ = phase::closing;
  async::timer_wheel::remove(*this);
  ::shutdown(fd_, SHUT_RDWR);
}

void connection::leave(bool at_once) {
  leaving_ = true;
  if (at_once && waits_for_request()) close();
}

void connection::wait(phase next, core::nanoseconds span) {
  if (closing()) return;
  phase_ = next;
  since_ = wheel_->now();
  wheel_->add(*this, since_ + span);
}

void connection::expire() noexcept {
  ++counts_->timed_out;
  close();
}

}  // namespace reachd::http
