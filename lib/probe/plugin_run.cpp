// SPDX-License-Identifier: Apache-2.0
#include "probe/plugin_run.hpp"

#include <cerrno>
#include <cstdlib>

#include "plugin/output.hpp"
#include "plugin/printable.hpp"
#include "plugin/verdict.hpp"
#include "probe/veil.hpp"
#include "uv/child_process.hpp"
#include "uv/status.hpp"

namespace reachd::probe {
namespace {

using asked = std::shared_ptr<const options::exec>;

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

async::task<reply> run(uv::loop& loop, async::semaphore& places, uv::command what, asked how) {
  auto place = co_await places.acquire();
  if (!place) co_return failed_here(EAGAIN);
  uv::child_limits limits;
  limits.output_bytes = how->max_output_bytes;
  auto end = co_await uv::child_process(loop, what, limits);
  if (end) {
    const veil over(*how);
    over.hide(end->output);
    over.hide(end->errors);
    co_return describe(*end);
  }
  if (uv::is_stopped(end.error())) co_return reply{.how = {}, .told = nullptr, .stopped = true};
  reply failed = failed_here(end.error().code());
  stats::readings told;
  told.problem = end.error().message();
  failed.told = std::make_shared<const stats::readings>(std::move(told));
  co_return failed;
}

}  // namespace

void plugin_run::begin(target& probed) {
  const asked& how = std::get<asked>(probed.asks);
  uv::command what{how->command, environment_of(probed, *how)};
  begin_attempt(probed, *loop_, *record_, run(*loop_, places_, std::move(what), how));
}

}  // namespace reachd::probe
