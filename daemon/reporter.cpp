// SPDX-License-Identifier: Apache-2.0
#include "daemon/reporter.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace reachd::daemon {

std::string reason_of(const core::probe_result* cause) {
  if (cause == nullptr) return "not measured";
  const std::string how(core::name_of(cause->outcome));
  if (cause->outcome == core::outcome::local_error) return how + " " + core::errno_name(cause->errno_value);
  if (cause->outcome != core::outcome::unreachable) return how;
  if (cause->cause.type == 0) return how + (cause->errno_value != 0 ? " " + core::errno_name(cause->errno_value) : "");
  return fmt::format("{}: ICMP type {} code {} from {}", how, cause->cause.type, cause->cause.code,
                     cause->cause.sender.to_string());
}

void reporter::probe_ended(const probe::target& probed, std::uint64_t sequence, const core::probe_result& how) {
  if (probes_ != nullptr) probes_->add(probed.name, sequence, how);
  if (how.outcome != core::outcome::local_error) return;
  const std::string reason = core::errno_name(how.errno_value);
  const auto unsaid = problems_.say("send " + reason, clock_->now());
  if (!unsaid) return;
  const std::string address = probed.address ? probed.address->to_string() : "";
  out_->warning("a probe could not be sent: counted as local_error, not as loss",
                {{"target", probed.name}, {"address", address}, {"errno", reason}, {"more_since_last", *unsaid}});
}

void reporter::state_changed(const probe::target& changed, stats::state_change change,
                             const core::probe_result* cause) {
  const std::string reason = change.from == stats::state::unresolved ? "resolved" : reason_of(cause);
  const std::string address = changed.address ? changed.address->to_string() : "";
  const std::string message = fmt::format("target {}", stats::name_of(change.to));
  const std::initializer_list<field> fields = {{"target", changed.name},
                                               {"probe", probe::name_of(changed.probe)},
                                               {"address", address},
                                               {"was", stats::name_of(change.from)},
                                               {"reason", reason}};
  if (change.to == stats::state::down) {
    out_->warning(message, fields);
  } else {
    out_->info(message, fields);
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

void reporter::address_changed(const probe::target& named) {
  out_->info("name resolved", {{"target", named.name}, {"address", named.address->to_string()}});
}

}  // namespace reachd::daemon
