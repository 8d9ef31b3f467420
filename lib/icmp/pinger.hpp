// SPDX-License-Identifier: Apache-2.0
// Many ICMP echoes over a port for each family, and more ports for those that leave in another way. Role: sends what
// was begun, decides what to believe of what arrives, and ends each echo once. All time comes from its ports and its
// turns, so it runs in virtual time too. Owner: whoever built it calls stop_all() before the end; sink, ports and
// scheduler outlive it. Invariant: begun = ended + in_flight(); a deadline is acted on only after both queues of its
// port were seen empty in a drain that began after it; an ICMP error only marks an echo. Call it from within a turn, as
// all tasks are. Where the wall clock was stepped while a reply waited to be read, nobody can say whether it came in
// time: the echo ends as local_error with ECANCELED, and the reply is late. A true reply ends its echo, or is late, or
// a duplicate; these never change how an echo ended. A reply that is replayed is a duplicate while its echo is
// remembered (see ended_echo.hpp), then stale.
#pragma once

#include <cerrno>
#include <cstddef>
#include <deque>
#include <vector>

#include "async/scheduler.hpp"
#include "icmp/counters.hpp"
#include "icmp/ended_echoes.hpp"
#include "icmp/in_flight_table.hpp"
#include "icmp/packet_port.hpp"
#include "icmp/request_batch.hpp"
#include "wire/icmp_error.hpp"

namespace reachd::icmp {

class echo_sink {
 public:
  /// The request left at `at`, read before the system call. Not called for what could not be sent.
  virtual void echo_sent(core::target_id target, core::instant at) = 0;
  /// Exactly once per begin(), never from inside it. It may begin and stop echoes.
  virtual void echo_ended(core::target_id target, std::uint64_t sequence, const core::probe_result& result) = 0;
  /// The first reply to an echo, after its deadline or after it ended without one: once at most, perhaps before its
  /// end. `rtt` by the same stamps as in time. False: the target is no more.
  virtual bool echo_late(core::target_id target, std::uint64_t sequence, core::nanoseconds rtt) = 0;
  /// Any further reply. False: the target is no more.
  virtual bool echo_duplicate(core::target_id target, std::uint64_t sequence) = 0;

 protected:
  ~echo_sink() = default;
};

struct pinger_options {
  wire::siphash_key key{};        // of this run, see random_run_secret()
  std::size_t payload_size = 56;  // at least 16
};

class echo;

class pinger final : public async::turn_port, private slot_owner {
 public:
  /// A family without a port (nullptr) ends its echoes as local_error with EAFNOSUPPORT. Joins the scheduler's turn.
  pinger(async::scheduler& clock, echo_sink& sink, packet_port* v4, packet_port* v6, const pinger_options& options);
  pinger(const pinger&) = delete;
  pinger& operator=(const pinger&) = delete;

  /// One more way to leave, without a port.
  std::uint16_t add_lane();
  /// Another port from now on, or nullptr: then its echoes end as local_error with `problem`. What waits for a reply by
  /// the port before cannot be seen any more.
  void change_lane(std::uint16_t which, packet_port* port, int problem);
  /// Whether an echo that was begun there has not ended.
  bool in_use(std::uint16_t which) const { return lanes_[which].in_flight > 0; }

  /// Takes an echo on; it leaves at the end of the turn. Its timeout runs from then on.
  void begin(const echo_request& request);
  /// `auto result = co_await pinger.echo(address, timeout);`: see icmp/echo.hpp. `stopped` when stopped half-way.
  icmp::echo echo(const core::address& address, core::nanoseconds timeout, const egress& by = {});

  /// Ends the target's echoes as `stopped`; costs as much as it has in flight. The sink begins none of that target
  /// meanwhile.
  void stop(core::target_id target);
  void stop_all();

  /// Until `at` we could not see what came, as when the machine was suspended: an echo that was sent by then and whose
  /// deadline passes without a reply ends as local_error with this errno, and not as lost; an ICMP error about it still
  /// makes it unreachable. Of several times the latest counts. An overflow of a receive queue is the same for its
  /// family, with ENOBUFS.
  void blinded(core::instant at, int errno_value);

  /// Echoes begun and not ended, queued ones included.
  std::size_t in_flight() const { return table_.size(); }
  const icmp::counters& counters() const { return counters_; }

  bool drain(core::instant begun) override;
  bool flush() override;

 private:
  friend class icmp::echo;

  /// What is kept per port; the first two are those of the families.
  struct lane {
    packet_port* port = nullptr;
    int problem = EAFNOSUPPORT;  // errno, without a port
    std::size_t in_flight = 0;
    std::vector<slot_ref> queue;  // to be sent, from `next` on
    std::size_t next = 0;
    core::instant drained{};  // when the last drain began that saw both queues empty
    core::instant blind_until{};
    int blinded_by = 0;  // errno; 0: never
    kernel_drops drops;
  };

  lane& lane_of(core::family family) { return lanes_[static_cast<std::size_t>(family)]; }
  lane& lane_of(const in_flight_slot& slot) { return lanes_[slot.by.lane]; }
  std::size_t payload_of(const in_flight_slot& slot) const {
    return slot.by.payload_size != 0 ? slot.by.payload_size : payload_size_;
  }
  static void blind(lane& of, core::instant at, int errno_value);
  in_flight_slot& take(const echo_request& request, slot_owner& owner);
  void release(in_flight_slot& slot) noexcept;
  void end(in_flight_slot& slot, const core::probe_result& result, core::instant now);
  void end_without_reply(in_flight_slot& slot, core::outcome how, int errno_value = 0) {
    end_without_reply(slot, how, errno_value, clock_->now());
  }
  void end_without_reply(in_flight_slot& slot, core::outcome how, int errno_value, core::instant now);
  static core::instant deadline_of(const in_flight_slot& slot, core::instant now);

  bool flush(lane& out);
  std::size_t send_batch(lane& out, std::size_t bytes_left);
  void settle_send(in_flight_slot& slot, int error, const clock_reading& at);

  bool drain(lane& in, core::instant begun);
  void note_drops(lane& in, core::instant begun);
  bool collect(lane& in);
  void take_notice(const lane& in, const notice& told);
  void take_stamp(const lane& in, const wire::echo_identity& identity, core::wall_time stamp);
  void take_packet(const lane& in, const arrival& packet, const clock_reading& read);
  void take_reply(const lane& in, const wire::echo_view& reply, const arrival& packet, const clock_reading& read,
                  std::uint8_t ttl);
  void take_after_end(const wire::echo_identity& identity, const arrival& packet, const clock_reading& read);
  void take_extra(core::target_id target, std::uint64_t sequence, core::nanoseconds rtt, bool first);
  void take_error(const wire::icmp_error_view& error, const core::address& sender);
  void reject(wire::rejection why);

  void slot_expired(in_flight_slot& slot) noexcept override;
  void slot_sent(core::target_id target, core::instant at) override { sink_->echo_sent(target, at); }
  void slot_ended(core::target_id target, std::uint64_t sequence, const core::probe_result& result) override {
    sink_->echo_ended(target, sequence, result);
  }

  async::scheduler* clock_;
  echo_sink* sink_;
  std::size_t payload_size_;
  std::size_t smallest_payload_;  // that was ever asked for: what is shorter is no reply to anything
  std::size_t largest_payload_;   // for which the batch has room
  in_flight_table table_;
  ended_echoes ended_;
  request_batch batch_;
  std::deque<lane> lanes_ = std::deque<lane>(2);  // an element stays where it is while others are added
  icmp::counters counters_;
  std::uint64_t awaited_ = 0;  // sequence of the next echo without a target
};

}  // namespace reachd::icmp
