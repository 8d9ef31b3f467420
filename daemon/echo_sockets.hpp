// SPDX-License-Identifier: Apache-2.0
// The ICMP sockets of the process. Role: opens what the kernel grants of both families, says once what is missing, and
// decides how replies are noticed: by readability while few are expected, on the turn while many are.
// Owner: runtime. Invariant: a family without a socket is said so once and its probes end as local_error.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "daemon/log.hpp"
#include "icmp/icmp_socket.hpp"
#include "icmp/run_secret.hpp"
#include "uv/readable.hpp"

namespace reachd::daemon {

/// Whether sockets that hold this much are told as too small for that many requests a second.
constexpr bool is_small(int buffer_bytes, double requests_per_second) {
  return requests_per_second > 300 && buffer_bytes < (2 << 20);
}

/// Buffers that are too small are told once, and again only for more requests than that.
class small_buffers {
 public:
  bool is_news(int buffer_bytes, double requests_per_second) {
    if (!is_small(buffer_bytes, requests_per_second) || requests_per_second <= told_for_) return false;
    told_for_ = requests_per_second;
    return true;
  }

 private:
  double told_for_ = 0;
};

class echo_sockets {
 public:
  /// Opens them with the identifier of `secret`. What cannot be opened is logged.
  echo_sockets(uv::loop& loop, const icmp::run_secret& secret, log& out);

  /// Why there is none, an errno; 0: there is one.
  int problem(core::family family) const { return families_[static_cast<std::size_t>(family)].problem; }
  /// nullptr: there is none.
  icmp::icmp_socket* get(core::family family) { return families_[static_cast<std::size_t>(family)].socket.get(); }

  /// Says when the buffers are small for that many requests a second; of a reload, only when they are more than before.
  /// Above about 100 replies a second a wake-up per reply costs more than the probe, and every turn drains anyway.
  /// True: every turn drains.
  bool expect(double replies_per_second);

 private:
  struct one_family {
    std::unique_ptr<icmp::icmp_socket> socket;
    std::optional<uv::wake_on_readable> readable;
    small_buffers small;
    int problem = 0;
  };

  void say_small_buffers(one_family& of, double requests_per_second);

  log* out_;
  std::array<one_family, 2> families_;
};

}  // namespace reachd::daemon
