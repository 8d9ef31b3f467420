// SPDX-License-Identifier: Apache-2.0
#include "daemon/program_log.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/error.hpp"
#include "options/exec.hpp"

namespace reachd::daemon {
namespace {

std::string program_of(const probe::target& probed) {
  const auto* const asks = std::get_if<std::shared_ptr<const options::exec>>(&probed.asks);
  return asks != nullptr && *asks != nullptr ? (*asks)->command.front() : "";
}

}  // namespace

std::string_view words_for_program(const core::probe_result& how, std::string_view problem) {
  if (how.outcome == core::outcome::lost && !problem.empty()) return "a program could not be killed: counted as lost";
  if (how.outcome != core::outcome::local_error) return "";
  if (how.errno_value == ECANCELED) return "an answer could not be seen: counted as local_error, not as loss";
  if (how.errno_value == ENODATA) return "a program could not tell (UNKNOWN): counted as local_error, not as loss";
  return "a program could not be run: counted as local_error, not as loss";
}

bool program_log::ended(const probe::target& probed, const core::probe_result& how, std::string_view problem,
                        core::instant now) {
  if (how.outcome == core::outcome::stopped) return false;
  const std::string_view words = words_for_program(how, problem);
  if (by_index_.size() <= probed.id.index) {
    if (words.empty()) return false;
    by_index_.resize(probed.id.index + 1);
  }
  last& before = by_index_[probed.id.index];
  if (before.generation != probed.id.generation) before = {.generation = probed.id.generation, .said = ""};
  if (words.empty()) {
    before.said.clear();
    return false;
  }
  const std::string program = program_of(probed);
  const std::string reason = how.outcome == core::outcome::lost ? "" : core::errno_name(how.errno_value);
  std::string says = reason + " " + program;
  if (before.said == says) return false;
  before.said = std::move(says);
  if (!crowds_->admit(std::string(words), now)) return false;
  const std::string error = problem.empty() ? std::generic_category().message(how.errno_value) : std::string(problem);
  if (reason.empty()) {
    out_->warning(words, {{"target", probed.name}, {"program", program}, {"error", error}});
  } else {
    out_->warning(words, {{"target", probed.name}, {"program", program}, {"errno", reason}, {"error", error}});
  }
  return true;
}

}  // namespace reachd::daemon
