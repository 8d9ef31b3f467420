// SPDX-License-Identifier: Apache-2.0
// A packet_port without a kernel: what is sent is kept and may be answered, what is delivered arrives at its own
// virtual time. It stands in the turn before the pinger, which is how it learns the time, and wakes the loop as a
// readable socket would. It must be made before the pinger.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "icmp/packet_port.hpp"
#include "support/packets.hpp"
#include "support/virtual_loop.hpp"

namespace reachd::test {

class scripted_port final : public icmp::packet_port, private async::turn_port, private async::timer {
 public:
  struct request {
    core::address destination;
    bytes packet;  // from the ICMP header on
    core::instant at;
  };

  scripted_port(virtual_loop& loop, core::family of_family) : loop_(&loop), family_(of_family), now_(loop.now()) {
    loop.clock().add(*this);
  }

  static constexpr std::uint16_t own_ident = 0xabcd;
  static inline const core::wall_time wall_epoch{std::chrono::hours(500'000)};

  std::vector<request> sent;
  std::function<void(const request&)> on_send;  // the network's answer to a request that was sent
  std::deque<int> errors;                       // of the next sends; 0: sent
  core::nanoseconds wall_step{};                // added to the wall clock
  icmp::kernel_drops dropped;
  bool with_ip_header = true;  // v4: as a raw socket, else as a ping socket
  std::uint8_t told_ttl = 0;   // of what comes without its IP header; that of the header is 64

  core::wall_time wall_at(core::instant at) const { return wall_epoch + at.time_since_epoch() + wall_step; }
  core::instant present() const { return now_; }

  /// Puts an ICMP message into the receive queue at `at`; `stamp` 0: the kernel gives none.
  void deliver(core::instant at, const core::address& source, bytes message,
               std::optional<core::wall_time> stamp = std::nullopt) {
    if (family_ == core::family::v4 && with_ip_header) message = ipv4(source, ip("192.0.2.1"), message);
    deliver_as_it_is(at, source, std::move(message), stamp.value_or(wall_at(at)));
  }
  /// The same with `content` as all that the socket gives, which need not be a packet.
  void deliver_as_it_is(core::instant at, const core::address& source, bytes content, core::wall_time stamp) {
    packets_.emplace(at, packet{source, std::move(content), stamp});
    wake(at);
  }
  /// The true answer to `to`, `after` it was sent.
  void answer(const request& to, core::nanoseconds after) { deliver(to.at + after, to.destination, reply_to(to)); }

  /// Puts the send stamp of `of`, taken `after` it was handed over, into the error queue.
  void stamp(const request& of, core::nanoseconds after) {
    const bytes link(14);
    const bytes frame = family_ == core::family::v4 ? link + ipv4(ip("192.0.2.1"), of.destination, of.packet)
                                                    : link + ipv6(ip("2001:db8::1"), of.destination, of.packet);
    queue_notice(of.at + after, {.kind = icmp::notice::kind::send_stamp, .stamp = wall_at(of.at + after)}, frame);
  }
  /// Puts an ICMP error as a ping socket tells it into the error queue.
  void tell_error(core::instant at, const request& about, const core::icmp_cause& cause) {
    queue_notice(at, {.kind = icmp::notice::kind::icmp_error, .destination = about.destination, .cause = cause},
                 about.packet);
  }
  /// Puts any notice with any bytes into the error queue.
  void queue_notice(core::instant at, const icmp::notice& told, const bytes& frame) {
    told_.emplace(at, queued_notice{told, frame});
    wake(at);
  }

  bytes reply_to(const request& to) const {
    return echo(family_ == core::family::v4 ? 0 : 129, own_ident, sequence_of(to), payload_of(to));
  }
  static std::uint16_t sequence_of(const request& of) { return wire::load_u16(of.packet, 6); }
  static bytes payload_of(const request& of) { return bytes(of.packet.begin() + 8, of.packet.end()); }

  core::family family() const override { return family_; }
  wire::framing framing() const override {
    return family_ == core::family::v4 && with_ip_header ? wire::framing::ipv4_header : wire::framing::none;
  }
  std::uint16_t ident() const override { return own_ident; }
  icmp::clock_reading now() override { return {.monotonic = now_, .wall = wall_at(now_)}; }

  void send(std::span<icmp::outgoing> batch) override {
    for (icmp::outgoing& out : batch) {
      if (!errors.empty()) {
        out.error = errors.front();
        errors.pop_front();
        if (out.error != 0) continue;
      }
      sent.push_back({out.destination, bytes(out.packet.begin(), out.packet.end()), now_});
      if (on_send) on_send(request(sent.back()));
    }
  }

  bool has_news() override {
    return (!packets_.empty() && packets_.begin()->first <= now_) || (!told_.empty() && told_.begin()->first <= now_);
  }
  std::span<const icmp::arrival> receive() override {
    arrivals_.clear();
    held_packets_.clear();
    for (auto at = packets_.begin(); at != packets_.end() && at->first <= now_ && arrivals_.size() < batch_size;) {
      const packet& next = held_packets_.emplace_back(std::move(at->second));
      arrivals_.push_back({.source = next.source, .packet = next.data, .stamp = next.stamp, .ttl = told_ttl});
      at = packets_.erase(at);
    }
    return arrivals_;
  }
  std::span<const icmp::notice> collect() override {
    notices_.clear();
    held_frames_.clear();
    for (auto at = told_.begin(); at != told_.end() && at->first <= now_ && notices_.size() < batch_size;) {
      notices_.push_back(at->second.told);
      notices_.back().packet = held_frames_.emplace_back(std::move(at->second.frame));
      at = told_.erase(at);
    }
    return notices_;
  }
  icmp::kernel_drops drops() override { return dropped; }

 private:
  struct packet {
    core::address source;
    bytes data;
    core::wall_time stamp;
  };
  struct queued_notice {
    icmp::notice told;
    bytes frame;
  };

  void wake(core::instant at) {
    if (!core::list_hook<async::timer_tag>::linked() || at < due()) loop_->clock().wheel().add(*this, at);
  }
  void expire() noexcept override {
    core::instant next = core::never;
    if (!packets_.empty()) next = std::min(next, packets_.begin()->first);
    if (!told_.empty()) next = std::min(next, told_.begin()->first);
    if (next != core::never) wake(next);
  }
  bool drain(core::instant begun) override {
    now_ = std::max(now_, begun);
    return true;
  }
  bool flush() override { return true; }

  virtual_loop* loop_;
  core::family family_;
  core::instant now_;
  std::multimap<core::instant, packet> packets_;
  std::multimap<core::instant, queued_notice> told_;
  std::vector<icmp::arrival> arrivals_;
  std::vector<icmp::notice> notices_;
  std::deque<packet> held_packets_;
  std::deque<bytes> held_frames_;
};

}  // namespace reachd::test
