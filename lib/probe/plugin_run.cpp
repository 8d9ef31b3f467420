// SPDX-License-Identifier: Apache-2.0
#include "probe/plugin_run.hpp"

#include <cerrno>
#include <cstdlib>

#include "plugin/output.hpp"
#include "plugin/printable.hpp"
#include "plugin/verdict.hpp"
#include "probe/veil.hpp"
#include "uv/run_child.hpp"
#include "uv/status.hpp"

namespace reachd::probe {
namespace {

constexpr const char* cannot_be_killed =
    "the program was killed and has not ended: it hangs in the kernel, on a file system that does not answer, or it "
    "runs as another user";
constexpr const char* usual_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What the configuration names wins: of a variable that is there twice, some programs see the first and some the last.
void set(std::vector<std::string>& environment, const std::string& name, const std::string& value) {
  std::erase_if(environment, [&name](const std::string& one) { return one.starts_with(name + "="); });
  environment.push_back(name + "=" + value);
}

std::vector<std::string> environment_of(const target& probed, const options::exec& how) {
  const char* const path = std::getenv("PATH");
  std::vector<std::string> out{std::string("PATH=") + (path != nullptr ? path : usual_path),
                               "REACHD_TARGET=" + probed.name, "REACHD_HOST=" + probed.host,
                               "REACHD_TIMEOUT_SECONDS=" + std::to_string(core::to_seconds(probed.timeout))};
  for (const auto& [name, text] : how.environment) set(out, name, text.value);
  return out;
}

/// The last line that says something: of a shell the only one, of a trace the reason.
std::string_view last_line(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end + 1);
  return text.substr(text.find_last_of('\n') + 1);  // npos + 1 is the begin
}

/// Why it is not as it should be: what it says itself, if it says anything.
std::string problem_of(const uv::child_end& end, const plugin::output& said) {
  const std::string how =
      end.signal != 0 ? "signal " + std::to_string(end.signal) : "exit status " + std::to_string(end.exit_code);
  const std::string words =
      said.summary.empty() ? plugin::printable(last_line(end.errors), plugin::longest_summary) : said.summary;
  return words.empty() ? how : how + ": " + words;
}

reply describe(const uv::child_end& end) {
  using enum stats::reading_kind;
  const plugin::output said = plugin::read_output(end.output);
  const plugin::verdict verdict = plugin::verdict_of(end.exit_code, end.signal);
  stats::readings told;
  if (end.signal == 0) told.add(exec_status, end.exit_code);
  told.add(exec_warning, verdict == plugin::verdict::warning ? 1 : 0);
  for (const plugin::perfdata& one : said.measurements) told.add(exec_perfdata, one.value, one.label, one.unit);
  const bool answered_well = verdict == plugin::verdict::ok || verdict == plugin::verdict::warning;
  if (!answered_well) told.problem = problem_of(end, said);
  reply out = answered(end.took, std::move(told));
  if (verdict == plugin::verdict::unknown) {
    out.how = core::probe_result{};
    out.how.outcome = core::outcome::local_error;
    out.how.errno_value = ENODATA;
  }
  return out;
}

reply with_problem(reply to, std::string problem) {
  stats::readings told;
  told.problem = std::move(problem);
  to.told = std::make_shared<const stats::readings>(std::move(told));
  return to;
}

}  // namespace

async::task<reply> plugin_run::run(uv::command what, asked how) {
  auto place = co_await places_.acquire();
  if (!place) co_return failed_here(EAGAIN);
  uv::child_limits limits;
  limits.output_bytes = how->max_output_bytes;
  limits.patience = within_.patience;
  auto end = co_await uv::run_child(*starter_, std::move(what), limits);
  if (!end && uv::is_stopped(end.error())) co_return reply{.how = {}, .told = nullptr, .stopped = true};
  if (!end) co_return with_problem(failed_here(end.error().code()), end.error().message());
  if (end->given_up) {
    kept_.push_back(std::move(place));
    give_back_places();
    co_return with_problem(reply{.how = {}, .told = nullptr, .stopped = true}, cannot_be_killed);
  }
  const veil over(*how);
  over.hide(end->output);
  over.hide(end->errors);
  co_return describe(*end);
}

/// No more are kept than there are too many of those that cannot be killed; some may have ended meanwhile.
void plugin_run::give_back_places() {
  while (!kept_.empty() && kept_.size() + within_.spared > starter_->reaper().size()) kept_.pop_back();
}

void plugin_run::begin(target& probed) {
  give_back_places();
  const asked& how = std::get<asked>(probed.asks);
  uv::command what{how->command, environment_of(probed, *how)};
  begin_attempt(probed, starter_->on(), *record_, run(std::move(what), how));
}

}  // namespace reachd::probe
