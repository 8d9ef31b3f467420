// SPDX-License-Identifier: Apache-2.0
#include "daemon/reporter.hpp"

#include <fmt/format.h>

#include <system_error>

#include "async/sleep.hpp"
#include "core/error.hpp"
#include "daemon/iso_time.hpp"
#include "probe/address_fan.hpp"

namespace reachd::daemon {
namespace {

std::string address_of(const probe::target& shown) { return shown.address ? shown.address->to_string() : ""; }

/// What is wrong with the answer to the latest probe; empty: nothing, or there is no more to say than its outcome.
std::string_view problem_of(const probe::target& shown) {
  return shown.readings ? std::string_view(shown.readings->problem) : std::string_view();
}

/// Why a state changed: what stands before the target, or how its probe ended.
std::string text_of(const core::icmp_cause& cause) {
  return fmt::format("ICMP type {} code {} from {}", cause.type, cause.code, cause.sender.to_string());
}

std::string reason_of(const probe::target& changed, stats::state_change change, const core::probe_result* cause) {
  using enum stats::change_reason;
  const bool of_its_own = change.why == replied || change.why == failed || change.why == not_measured;
  return of_its_own ? daemon::reason_of(cause, problem_of(changed)) : std::string(stats::name_of(change.why));
}

}  // namespace

std::string reason_of(const core::probe_result* cause, std::string_view problem) {
  if (cause == nullptr) return "not measured";
  std::string how(core::name_of(cause->outcome));
  if (cause->outcome == core::outcome::local_error) how += " " + core::errno_name(cause->errno_value);
  if (cause->outcome == core::outcome::unreachable && cause->cause.type != 0) {
    return how + ": " + text_of(cause->cause);
  }
  if (cause->outcome == core::outcome::unreachable && cause->errno_value != 0) {
    how += " " + core::errno_name(cause->errno_value);
  }
  return problem.empty() ? how : fmt::format("{}: {}", how, problem);
}

std::string_view words_for(const core::probe_result& local_error) {
  return local_error.sent_at != core::instant{} ? "an answer could not be seen: counted as local_error, not as loss"
                                                : "a probe could not be sent: counted as local_error, not as loss";
}

void reporter::probe_ended(const probe::target& probed, std::uint64_t sequence, const core::probe_result& how) {
  if (probes_ != nullptr) probes_->add(probed.name, sequence, how);
  if (probed.probe == options::kind::exec) {
    programs_.ended(probed, how, problem_of(probed), clock_->now());
    return;
  }
  if (how.outcome != core::outcome::local_error) return;
  const std::string reason = core::errno_name(how.errno_value);
  const std::string_view words = words_for(how);
  const auto unsaid = problems_.say(std::string(words) + reason, clock_->now());
  if (!unsaid) return;
  const std::string address = probed.address ? probed.address->to_string() : "";
  std::string error(problem_of(probed));
  if (error.empty()) error = std::generic_category().message(how.errno_value);
  out_->warning(words, {{"target", probed.name},
                        {"address", address},
                        {"errno", reason},
                        {"error", error},
                        {"more_since_last", *unsaid}});
}

void reporter::state_changed(const probe::target& changed, stats::state_change change,
                             const core::probe_result* cause) {
  if (change.why == stats::change_reason::resumed) return;
  if (change.to == stats::state::down) return say_down(changed, change, cause);
  if (change.to == stats::state::up && change.from == stats::state::down) return say_up_again(changed);
  say_other(changed, change, cause);
}

void reporter::say_down(const probe::target& down, stats::state_change change, const core::probe_result* cause) {
  const stats::evidence& grounds = down.series.evidence();
  std::string reason = reason_of(cause, problem_of(down));
  // Routers answer some probes only: an error about an earlier one of the row is told beside the silence of the last.
  const bool was_told = cause == nullptr || cause->outcome == core::outcome::unreachable;
  if (!was_told && grounds.cause().type != 0) reason += "; before that " + text_of(grounds.cause());
  const std::string address = address_of(down);
  const std::string first_lost = iso_time(grounds.first_failed().wall);
  const std::string last_reply = iso_time(grounds.last_reply().wall);
  const std::string outcomes = grounds.outcomes().text();
  out_->warning("target down", {{"target", down.name},
                                {"probe", options::name_of(down.probe)},
                                {"address", address},
                                {"was", stats::name_of(change.from)},
                                {"reason", reason},
                                {"first_lost", first_lost},
                                {"last_reply", last_reply},
                                {"outcomes", outcomes}});
}

void reporter::say_up_again(const probe::target& up) {
  const std::string address = address_of(up);
  const auto outages = up.series.outages().all();
  const double lasted = outages.empty() ? 0 : core::to_seconds(outages.back().duration(clock_->now()));
  out_->info("target up", {{"target", up.name},
                           {"probe", options::name_of(up.probe)},
                           {"address", address},
                           {"was", "down"},
                           {"reason", "reply"},
                           {"down_seconds", lasted}});
}

void reporter::say_other(const probe::target& changed, stats::state_change change, const core::probe_result* cause) {
  const std::string message = fmt::format("target {}", stats::name_of(change.to));
  const std::string kind = fmt::format("{} reason={}", message, stats::name_of(change.why));
  if (!crowds_.admit(kind, clock_->now())) return;
  const std::string address = address_of(changed);
  const std::string reason = reason_of(changed, change, cause);
  out_->info(message, {{"target", changed.name},
                       {"probe", options::name_of(changed.probe)},
                       {"address", address},
                       {"was", stats::name_of(change.from)},
                       {"reason", reason}});
}

async::task<void> reporter::say_crowds() {
  for (bool awake = true; awake;) {
    const core::instant again = clock_->now() + std::chrono::seconds(1);
    const bool slept = co_await async::sleep_until(*clock_, again);
    awake = slept;
    const core::instant now = awake ? clock_->now() : core::never;
    for (const crowd_log::rest& each : crowds_.take(now)) {
      out_->info("more of the same", {{"what", each.kind}, {"count", each.count}});
    }
  }
}

void reporter::lookup_failed(const probe::target& named, const std::string& problem, bool changed_since) {
  if (!changed_since) return;
  const auto unsaid = problems_.say("lookup " + problem, clock_->now());
  if (!unsaid) return;
  const std::string keeps = named.address ? named.address->to_string() : "none";
  out_->warning("name lookup failed",
                {{"target", named.name}, {"error", problem}, {"keeps_address", keeps}, {"more_since_last", *unsaid}});
}

void reporter::part_added(const std::string& name, const core::address& part) { say_part("address added", name, part); }

void reporter::part_removed(const std::string& name, const core::address& part) {
  say_part("address removed", name, part);
}

/// Name servers decide how many there are, and how often.
void reporter::say_part(const char* message, const std::string& name, const core::address& part) {
  if (crowds_.admit(message, clock_->now())) {
    out_->info(message, {{"target", name}, {"address", part.to_string()}});
  }
}

void reporter::parts_left_out(const std::string& name, std::size_t count) {
  if (!crowds_.admit("a name has more addresses than are probed", clock_->now())) return;
  out_->warning("a name has more addresses than are probed",
                {{"target", name},
                 {"probed", std::uint64_t{probe::address_fan::most}},
                 {"left_out", std::uint64_t{count}},
                 {"hint", "name those that matter as targets of their own"}});
}

void reporter::spread_lookup_failed(const std::string& name, const std::string& problem, bool changed_since,
                                    std::size_t kept) {
  if (!changed_since) return;
  const auto unsaid = problems_.say("lookup " + problem, clock_->now());
  if (!unsaid) return;
  out_->warning("name lookup failed", {{"target", name},
                                       {"error", problem},
                                       {"keeps_address", kept == 0 ? "none" : fmt::format("{} of them", kept)},
                                       {"more_since_last", *unsaid}});
}

void reporter::address_changed(const probe::target& named) {
  out_->info("name resolved", {{"target", named.name}, {"address", named.address->to_string()}});
}

}  // namespace reachd::daemon
