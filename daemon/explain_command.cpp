// SPDX-License-Identifier: Apache-2.0
#include "daemon/explain_command.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "config/load.hpp"
#include "config/spread.hpp"
#include "config/suggest.hpp"
#include "config/utf8.hpp"
#include "core/part_name.hpp"
#include "daemon/explain_text.hpp"
#include "daemon/remote_answer.hpp"

namespace reachd::daemon {
namespace {

constexpr int done = 0;
constexpr int failure = 1;

/// Empty when nobody answers, which is told.
std::string file_of_the_running(const std::string& socket) {
  // In one state there are fewer targets to list; the file is told with any.
  const auto answer = ask_running({.socket = socket, .target = "/api/v1/status?state=unresolved"});
  if (!answer) return {};
  const auto status = nlohmann::json::parse(*answer, nullptr, false);
  return status.is_discarded() ? std::string()
                               : status.value(nlohmann::json::json_pointer("/config/file"), std::string());
}

int not_found(const explain_options& asked, const std::string& file, const config::settings& all) {
  config::suggestion near(asked.target);
  std::string hint;
  for (const config::target_settings& one : all.targets) {
    near.consider(one.name);
    if (one.host == asked.target) hint = "the target with that host is called " + config::quoted(one.name);
  }
  if (hint.empty()) hint = near.hint();
  std::fprintf(stderr, "reachd: no target %s in %s%s%s\n", config::quoted(asked.target).c_str(),
               config::printable(file, file.size()).c_str(), hint.empty() ? "" : "; ", hint.c_str());
  return failure;
}

/// Of a target NAME/ADDRESS: what is written of NAME, if that comes to one for each of its addresses.
std::optional<config::explanation> explain_whole(const explain_options& asked, const std::string& file,
                                                 const config::settings& all) {
  const auto part = core::part_of_name(asked.target);
  const auto is_whole = [&part](const config::target_settings& one) {
    return one.name == part->whole && config::spreads(one);
  };
  if (!part || std::ranges::none_of(all.targets, is_whole)) return std::nullopt;
  config::explainer watcher{std::string(part->whole)};
  config::load(file, &watcher, config::web_file::named);
  return watcher.found();
}

}  // namespace

int explain(const explain_options& asked) {
  const std::string file = asked.config_file.empty() ? file_of_the_running(asked.socket) : asked.config_file;
  if (file.empty()) {
    std::fputs("reachd: name the file with --config FILE\n", stderr);
    return failure;
  }
  config::explainer watcher(asked.target);
  const config::load_result loaded = config::load(file, &watcher, config::web_file::named);
  if (!loaded.ok()) {
    std::fputs(config::render(loaded.problems).c_str(), stderr);
    return failure;
  }
  const auto found = watcher.found() ? watcher.found() : explain_whole(asked, file, loaded.value);
  if (!found) return not_found(asked, file, loaded.value);
  std::fputs(file_text(*found).c_str(), stdout);
  std::fflush(stdout);
  const auto live =
      ask_running({.socket = asked.socket, .target = "/api/v1/targets/" + client::percent_encoded(asked.target)});
  if (live) {
    std::fputs(live_text(*live).c_str(), stdout);
  } else {
    std::fputs("reachd: what is told is from the file alone\n", stderr);
  }
  return done;
}

}  // namespace reachd::daemon
