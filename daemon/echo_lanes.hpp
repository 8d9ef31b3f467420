// SPDX-License-Identifier: Apache-2.0
// ICMP sockets for targets that ask for a source, an interface, a mark, don't-fragment or large packets. Role: one
// socket for all that ask for the same; opened when the first of them is probed, opened again while this machine does
// not have what is asked for or when an interface was made anew, closed when nobody has used it for long. Owner:
// runtime. Invariant: each socket has an ICMP identifier of its own, so that what another one hears is filtered by the
// kernel; a lane without a socket ends its probes as local_error.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "daemon/log.hpp"
#include "icmp/icmp_socket.hpp"
#include "icmp/pinger.hpp"
#include "probe/echo_way.hpp"
#include "uv/readable.hpp"

namespace reachd::daemon {

class echo_lanes final : public probe::lane_source {
 public:
  /// At once; echoes of further ones end as local_error with EMFILE.
  static constexpr std::size_t most_sockets = 64;
  /// A socket that nobody has used for so long is closed.
  static constexpr core::nanoseconds longest_idle = std::chrono::minutes(10);

  /// `ident`: of the sockets that are there already; those that follow get the next ones.
  echo_lanes(uv::loop& loop, icmp::pinger& pinger, std::uint16_t ident, log& out)
      : loop_(&loop), pinger_(&pinger), ident_(ident), out_(&out) {}
  ~echo_lanes();
  echo_lanes(const echo_lanes&) = delete;
  echo_lanes& operator=(const echo_lanes&) = delete;

  std::uint16_t lane_of(const icmp::binding& wanted) override;
  /// Whether replies are so many that every turn drains.
  void drain_on_the_turn(bool so);

  /// Looks once a second after what has changed, until it is stopped.
  async::task<void> run();
  void look_after(core::instant now);
  std::size_t open_sockets() const;

 private:
  struct lane {
    std::uint16_t id;
    icmp::binding to;
    std::unique_ptr<icmp::icmp_socket> socket;
    std::optional<uv::wake_on_readable> readable;
    unsigned link = 0;  // index of its interface when it was opened
    core::instant used{};
    std::string problem;      // that was told last
    core::instant told{};     // when
    bool is_missing = false;  // and it was told
  };

  lane& add(const icmp::binding& wanted);
  void open(lane& of);
  void close(lane& of, int problem);
  void tell(lane& of, const std::string& problem);
  std::uint16_t refuse(const icmp::binding& wanted);

  uv::loop* loop_;
  icmp::pinger* pinger_;
  std::uint16_t ident_;
  log* out_;
  bool on_the_turn_ = false;
  std::map<icmp::binding, lane> lanes_;
  std::vector<std::uint16_t> free_;         // lanes of the pinger that nobody uses
  std::optional<std::uint16_t> forbidden_;  // the lane of those that are too many
};

}  // namespace reachd::daemon
