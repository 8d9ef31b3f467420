// SPDX-License-Identifier: Apache-2.0
// Input: a list of decisions. A pinger in virtual time begins echoes, and the input plays the network to it: true and
// damaged replies, ICMP errors, looped requests, any bytes at all, send errors, drops and steps of the wall clock.
#include <cerrno>

#include "fuzz/input.hpp"
#include "fuzz/pinger_book.hpp"
#include "fuzz/target.hpp"

using namespace reachd;
using namespace std::chrono_literals;
using test::bytes;
using test::scripted_port;

namespace {

constexpr std::size_t most_echoes = 64;
constexpr std::size_t most_unread = 128;  // less than the pinger reads in a turn

const core::address& address(std::uint8_t choice) {
  static const core::address all[] = {test::ip("192.0.2.9"), test::ip("192.0.2.10"),  test::ip("2001:db8::9"),
                                      test::ip("fe80::1%1"), test::ip("192.0.2.254"), test::ip("fe80::1%2"),
                                      test::ip("fe80::1"),   test::ip("2001:db8::fe")};
  return all[choice % std::size(all)];
}
/// The first four of them are probed.
const core::address& probed(std::uint8_t choice) { return address(choice % 4); }

class network {
 public:
  explicit network(fuzz::input& in) : in_(in) { world_.v4.with_ip_header = in.byte() % 2 == 0; }

  void run() {
    while (!in_.empty()) {
      const std::uint8_t decision = in_.byte();
      step(decision % 12);
      // The upper bit leaves what was delivered to be read together with what comes next.
      if (decision < 128 || book_.unread() >= most_unread) settle();
    }
    settle();
    pass(10s);
    fuzz::require(world_.pinger.in_flight() == 0, "everything ends");
  }

 private:
  void step(int what) {
    switch (what) {
      case 0:
        return begin();
      case 1:
        return settle(), pass(in_.byte() * 1ms);
      case 2:
        return stall(in_.byte() * 7ms);
      case 3:
        return reply();
      case 4:
        return error();
      case 5:
        return stamp();
      case 6:
        return told_error();
      case 7:
        return anything();
      case 8:
        return stop();
      case 9:
        return drop();
      case 10:
        return refuse();
      default:
        return step_wall_clock();
    }
  }

  void settle() {
    world_.loop.settle();
    book_.check();
  }
  void pass(core::nanoseconds span) {
    world_.loop.run_for(span);
    book_.check();
  }

  /// No turn runs meanwhile, as in a process that is stopped.
  void stall(core::nanoseconds span) {
    world_.loop.clock().turn(world_.loop.now() + span);
    settle();
  }

  void begin() {
    constexpr core::nanoseconds timeouts[] = {100ms, 1s, 10ms, 3s};
    const core::target_id target{.index = in_.byte() % 8u, .generation = 1};
    const core::address& to = probed(in_.byte());
    const core::nanoseconds timeout = in_.one_of(timeouts);
    if (book_.begun() == most_echoes) return;
    world_.pinger.begin({.target = target, .sequence = book_.begun(), .address = to, .timeout = timeout});
    book_.begin(target, to, timeout);
  }
  void stop() {
    const core::target_id target{.index = in_.byte() % 8u, .generation = 1};
    settle();
    book_.stop(target);
    world_.pinger.stop(target);
  }

  void reply() {
    scripted_port& port = any_port();
    const auto* request = any_request(port);
    if (request == nullptr) return;
    bytes message = port.reply_to(*request);
    const bool right_checksum = damage(message);
    if (right_checksum) repair(message);
    const core::address& source = in_.byte() % 2 == 0 ? request->destination : address(in_.byte());
    deliver(port, source, message);
  }
  void error() {
    scripted_port& port = any_port();
    const auto* request = any_request(port);
    if (request == nullptr) return;
    bytes quote = packet_of(*request);
    damage(quote);
    const int type = in_.byte();
    const int code = in_.byte();
    deliver(port, address(in_.byte()), test::icmp(type, code, bytes(4), quote));
  }
  void stamp() {
    scripted_port& port = any_port();
    const auto* request = any_request(port);
    if (request == nullptr) return;
    bytes frame = test::counting(in_.byte() % 32u, 0x80) + packet_of(*request);
    damage(frame);
    port.queue_notice(world_.loop.now(), {.kind = icmp::notice::kind::send_stamp, .stamp = any_stamp(port)}, frame);
  }
  void told_error() {
    scripted_port& port = any_port();
    const auto* request = any_request(port);
    if (request == nullptr) return;
    bytes quote = request->packet;
    damage(quote);
    icmp::notice told{.kind = icmp::notice::kind::icmp_error, .destination = request->destination};
    told.cause = {.type = in_.byte(), .code = in_.byte(), .sender = address(in_.byte())};
    if (in_.byte() % 4 == 0) told.destination = address(in_.byte());
    port.queue_notice(world_.loop.now(), told, quote);
    book_.tell_error(port.family(), told, quote);
  }
  void anything() {
    scripted_port& port = any_port();
    const core::address& source = address(in_.byte());
    const wire::byte_span content = in_.bytes(in_.byte());
    const bytes packet(content.begin(), content.end());
    port.deliver_as_it_is(world_.loop.now(), source, packet, any_stamp(port));
    book_.deliver(port.family(), source, packet);
  }

  void drop() {
    const icmp::kernel_drops more{.overflow = in_.byte() % 4u, .checksum = in_.byte() % 4u};
    scripted_port& port = any_port();
    port.dropped.overflow += more.overflow;
    port.dropped.checksum += more.checksum;
    book_.drop(more);
  }
  void refuse() {
    constexpr int errors[] = {0, EPERM, ENOBUFS, EAGAIN, EMSGSIZE, ENETUNREACH};
    any_port().errors.push_back(in_.one_of(errors));
    book_.refuse_some();
  }
  void step_wall_clock() {
    const int steps = in_.byte() - 128;
    const auto by = steps * 1ms * (1 + in_.byte() * 1000);
    settle();
    world_.v4.wall_step += by;
    world_.v6.wall_step += by;
  }

  scripted_port& any_port() { return in_.byte() % 2 == 0 ? world_.v4 : world_.v6; }
  const scripted_port::request* any_request(const scripted_port& port) {
    const std::uint8_t choice = in_.byte();
    return port.sent.empty() ? nullptr : &port.sent[choice % port.sent.size()];
  }
  core::wall_time any_stamp(const scripted_port& port) {
    const std::uint8_t choice = in_.byte();
    return choice == 0 ? core::wall_time{} : port.wall_at(world_.loop.now()) + (choice - 128) * 1ms;
  }

  static bytes packet_of(const scripted_port::request& request) {
    return request.destination.family() == core::family::v4
               ? test::ipv4(test::ip("192.0.2.1"), request.destination, request.packet)
               : test::ipv6(test::ip("2001:db8::1"), request.destination, request.packet);
  }
  /// Some bytes of it changed, perhaps cut. True: its checksum is to be put right.
  bool damage(bytes& packet) {
    const std::uint8_t how = in_.byte();
    for (int count = 0; count < how % 4 && !packet.empty(); ++count) {
      const std::size_t at = in_.byte() % packet.size();
      packet[at] ^= static_cast<std::byte>(in_.byte());
    }
    if ((how & 4) != 0) packet.resize(in_.byte() % (packet.size() + 1));
    return (how & 8) != 0;
  }
  static void repair(bytes& message) {
    if (message.size() < 4) return;
    wire::store_u16(message, 2, 0);
    wire::store_u16(message, 2, test::checksum_of(message));
  }
  /// With an IP header around it where the port has one.
  void deliver(scripted_port& port, const core::address& source, const bytes& message) {
    const bool wrapped = port.framing() == wire::framing::ipv4_header;
    const bytes packet = wrapped ? test::ipv4(source, test::ip("192.0.2.1"), message) : message;
    port.deliver_as_it_is(world_.loop.now(), source, packet, any_stamp(port));
    book_.deliver(port.family(), source, packet);
  }

  fuzz::input& in_;
  test::scripted_world world_;
  fuzz::pinger_book book_{world_};
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  network(in).run();
  return 0;
}
