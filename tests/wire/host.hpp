// SPDX-License-Identifier: Apache-2.0
// All hosts behind the wire: reads echo requests from the far end of a TUN device and sends what the script says, when
// it says so. Role: the other end of every wire test. One thread; its owner polls `fd()` and `timer()` and calls
// `receive()` and `send_due()`.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <queue>
#include <vector>

#include "core/unique_fd.hpp"
#include "wire/script.hpp"
#include "wire/witness.hpp"

namespace reachd::test_wire {

class host {
 public:
  /// `log` must outlive the host. It gets one JSON line for each packet that left and for each request that was lost:
  /// {"dst":"…","family":4,"id":1,"seq":2,"token":"…","t_request_ns":…,"t_reply_ns":…,"action":"reply"}
  /// `dst` is whom the request asked; `action` as in departure, or `lost` or `pending` with `"t_reply_ns":null`. Times
  /// are CLOCK_REALTIME as this process saw them: the tap has the better ones.
  host(core::unique_fd tun, const script& hosts, std::FILE* log);

  /// Who is told of every request and true reply from now on; it must outlive the host's work.
  void tell(witness& who) { witness_ = &who; }

  int fd() const { return tun_.get(); }
  int timer() const { return timer_.get(); }

  /// Reads what waits on the device, at most 64 packets, so that what is due is not kept waiting. False: no more waits.
  bool receive();

  /// Sends all that is due and arms the timer for the next.
  void send_due();

  /// Takes what still waits on the device and logs what was not sent yet as `pending`. The end of the host.
  void finish();

  /// Packets that the device refused; 0 unless something is wrong.
  std::uint64_t send_failures() const { return send_failures_; }

 private:
  struct request_record {
    ip destination;
    std::uint16_t id = 0, sequence = 0;
    std::string token;
    std::int64_t arrived_ns = 0;
  };
  struct waiting {
    std::int64_t due_ns = 0;  // CLOCK_MONOTONIC
    std::uint64_t order = 0;  // first in, first out among equals
    departure packet;
    request_record request;

    bool operator>(const waiting& other) const {
      return due_ns != other.due_ns ? due_ns > other.due_ns : order > other.order;
    }
  };

  void take(byte_view packet);
  void write_line(const request_record& request, const char* action, std::int64_t left_ns);

  core::unique_fd tun_, timer_;
  const script& hosts_;
  std::FILE* log_;
  witness* witness_ = nullptr;
  std::map<ip, std::uint64_t> counts_;
  std::priority_queue<waiting, std::vector<waiting>, std::greater<>> queue_;
  std::uint64_t order_ = 0, send_failures_ = 0;
};

}  // namespace reachd::test_wire
