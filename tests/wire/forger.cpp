// SPDX-License-Identifier: Apache-2.0
#include "wire/forger.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace reachd::test_wire {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000, tick_ns = 1'000'000;
/// What a pause may be made up for by at once: a forger that was held up must not flood the socket for it.
constexpr double longest_burst_s = 0.01;
constexpr std::size_t most_old_replies = 4096;

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * second_ns + now.tv_nsec;
}

}  // namespace

forger::forger(int tun, const forger_settings& settings, std::FILE* report)
    : tun_(tun),
      settings_(settings),
      report_(report),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
  for (const int family : {4, 6})
    for (const auto kind : forgeries(family)) products_.push_back({family, kind});
  std::ranges::stable_sort(products_, {}, &product::kind);  // the families in turn
  tick_every(settings.count > 0 ? tick_ns : 0);
}

/// 0: never again.
void forger::tick_every(std::int64_t period_ns) {
  const itimerspec every{.it_interval = {0, period_ns}, .it_value = {0, period_ns}};
  ::timerfd_settime(timer_.get(), 0, &every, nullptr);
}

void forger::requested(const icmp_packet& request, byte_view packet) {
  sources_[request.source.family].request.assign(packet.begin(), packet.end());
}

void forger::replied(byte_view reply) {
  const auto said = parse(reply);
  if (!said) return;
  auto& from = sources_[said->source.family];
  const auto asked = parse(from.request);
  if (asked && asked->destination == said->source && asked->sequence == said->sequence) from.request.clear();
  if (from.old_replies.size() < most_old_replies) from.old_replies.emplace_back();
  from.old_replies[from.replies++ % most_old_replies].assign(reply.begin(), reply.end());
}

void forger::send_due() {
  std::uint64_t expirations = 0;
  // Only to make the timer unreadable; how often it expired does not matter.
  [[maybe_unused]] const auto size = ::read(timer_.get(), &expirations, sizeof expirations);
  if (sent_ == settings_.count) return;
  const auto now = monotonic_ns();
  if (last_ns_ != 0) owed_ += settings_.rate * static_cast<double>(now - last_ns_) / second_ns;
  last_ns_ = now;
  owed_ = std::min(owed_, settings_.rate * longest_burst_s);
  while (owed_ >= 1 && sent_ < settings_.count && send_next()) owed_ -= 1;
  if (sent_ > 0 && started_ns_ == 0) started_ns_ = now;
  if (sent_ < settings_.count) return;
  tick_every(0);
  write_report(now);
}

/// The next kind that something is known for; false: there is none now.
bool forger::send_next() {
  for (std::size_t tries = 0; tries < products_.size(); ++tries)
    if (send(products_[next_++ % products_.size()])) return true;
  return false;
}

bool forger::send(product& each) {
  const auto& from = sources_[each.family];
  if (from.old_replies.empty() || (from.request.empty() && each.kind != forgery::replay)) return false;
  // A stride that meets all of them, whatever else has a period.
  const auto& old = from.old_replies[each.sent * 37 % from.old_replies.size()];
  const auto packet = forge(each.kind, from.request, old, each.sent);
  const auto written = ::write(tun_, packet.data(), packet.size());
  if (written != static_cast<ssize_t>(packet.size())) return ++send_failures_, false;
  ++each.sent;
  ++sent_;
  return true;
}

void forger::write_report(std::int64_t now) {
  for (const auto& each : products_)
    std::fprintf(report_,
                 R"({"family":%d,"kind":"%s","reason":"%s","sent":%llu})"
                 "\n",
                 each.family, name(each.kind).data(), reason(each.kind).data(),
                 static_cast<unsigned long long>(each.sent));
  std::fprintf(report_, "{\"total\":%llu,\"seconds\":%.3f}\n", static_cast<unsigned long long>(sent_),
               static_cast<double>(now - started_ns_) / second_ns);
  std::fflush(report_);
}

}  // namespace reachd::test_wire
