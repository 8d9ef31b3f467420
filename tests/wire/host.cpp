// SPDX-License-Identifier: Apache-2.0
#include "wire/host.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <utility>

namespace reachd::test_wire {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

std::int64_t read_clock(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return now.tv_sec * second_ns + now.tv_nsec;
}

}  // namespace

host::host(core::unique_fd tun, const script& hosts, std::FILE* log)
    : tun_(std::move(tun)),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      hosts_(hosts),
      log_(log) {}

bool host::receive() {
  std::array<std::uint8_t, 65536> buffer;
  for (int count = 0; count < 64; ++count) {
    const auto size = ::read(tun_.get(), buffer.data(), buffer.size());
    if (size <= 0) return false;
    take(byte_view(buffer).first(static_cast<std::size_t>(size)));
  }
  return true;
}

void host::take(byte_view packet) {
  const auto request = parse(packet);
  if (!request || !request->echo_request() || !request->checksum_right) return;
  const auto* how = hosts_.find(request->destination);
  if (how == nullptr) return;
  if (witness_ != nullptr) witness_->requested(*request, packet);
  const auto now = read_clock(CLOCK_MONOTONIC);
  const request_record record{request->destination, request->id, request->sequence, token_text(request->payload),
                              read_clock(CLOCK_REALTIME)};
  auto leaving = hosts_.answer(*how, *request, packet, ++counts_[request->destination]);
  if (leaving.empty()) write_line(record, "lost", 0);
  for (auto& each : leaving) {
    const auto due = now + each.delay.count();
    queue_.push({due, ++order_, std::move(each), record});
  }
}

void host::send_due() {
  std::uint64_t expirations = 0;
  // Only to make the timer unreadable; how often it expired does not matter.
  [[maybe_unused]] const auto size = ::read(timer_.get(), &expirations, sizeof expirations);
  while (!queue_.empty() && queue_.top().due_ns <= read_clock(CLOCK_MONOTONIC)) {
    const auto& next = queue_.top();
    const auto left = read_clock(CLOCK_REALTIME);
    const auto written = ::write(tun_.get(), next.packet.packet.data(), next.packet.packet.size());
    if (written == static_cast<ssize_t>(next.packet.packet.size())) {
      write_line(next.request, next.packet.action, left);
      if (witness_ != nullptr && next.packet.action == std::string_view("reply")) witness_->replied(next.packet.packet);
    } else {
      ++send_failures_;
    }
    queue_.pop();
  }
  itimerspec when{};
  if (!queue_.empty()) when.it_value = {queue_.top().due_ns / second_ns, queue_.top().due_ns % second_ns};
  ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr);
}

void host::finish() {
  while (receive()) {
  }
  for (; !queue_.empty(); queue_.pop()) write_line(queue_.top().request, "pending", 0);
}

void host::write_line(const request_record& request, const char* action, std::int64_t left_ns) {
  std::fprintf(log_, R"({"dst":"%s","family":%d,"id":%d,"seq":%d,"token":"%s","t_request_ns":%lld,"t_reply_ns":%s,)",
               request.destination.text().c_str(), request.destination.family, request.id, request.sequence,
               request.token.c_str(), static_cast<long long>(request.arrived_ns),
               left_ns == 0 ? "null" : std::to_string(left_ns).c_str());
  std::fprintf(log_, "\"action\":\"%s\"}\n", action);
}

}  // namespace reachd::test_wire
