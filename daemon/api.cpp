// SPDX-License-Identifier: Apache-2.0
#include "daemon/api.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "config/dump.hpp"
#include "daemon/iso_time.hpp"
#include "daemon/target_report.hpp"
#include "uv/offload.hpp"
#include "uv/pieces.hpp"

namespace reachd::daemon {
namespace {

constexpr core::nanoseconds longest_piece = std::chrono::microseconds(400);
constexpr pace copying{longest_piece, 16};
constexpr const char* json_type = "application/json";
constexpr std::string_view target_path = "/api/v1/targets/";

http::response json_answer(unsigned status, std::string text) {
  return http::response(status, json_type, std::move(text) + "\n");
}

/// A browser sends it for a page from elsewhere, which the page can neither prevent nor forge (W3C Fetch Metadata).
bool is_from_elsewhere(const http::request& asked) {
  const std::string site = asked.header("Sec-Fetch-Site");
  return site == "cross-site" || site == "same-site";
}

async::task<http::response> reload(api_parts from, http::request asked) {
  if (!asked.by_control_socket && !from.live.settings()->lifecycle) {
    co_return http::response::text(
        403, "a reload by TCP is off: set 'web: {lifecycle: true}', or run `reachd ctl reload` on the machine itself");
  }
  if (!asked.by_control_socket && is_from_elsewhere(asked)) {
    co_return http::response::text(403, "a page of another site may not ask for a reload");
  }
  if (asked.parameter("wait") == "no") {
    from.reloads.request();
    co_return http::response::text(202, "the configuration will be read");
  }
  auto answer = co_await from.reloads.reload();
  co_return http::response(answer.applied ? 200 : 500, "text/plain; charset=utf-8", std::move(answer.text));
}

struct status_data {
  std::array<std::uint64_t, stats::state_count> states{};
  std::vector<target_row> rows;
  std::vector<std::vector<target_row>> overtaken;  // of walks that count no more; freeing many is work for the pool
  std::string file;
  std::string problem;
};

class status_copier final : public target_visitor {
 public:
  status_copier(const api_parts& from, std::optional<std::string_view> wanted, status_data& into)
      : from_(&from), wanted_(wanted), into_(&into) {}
  void begin() override {
    into_->states = {};
    into_->overtaken.push_back(std::exchange(into_->rows, {}));
    into_->rows.reserve(from_->targets.size());  // growing would move many of them in one go
  }
  void see(const probe::target& shown) override {
    const stats::state state = shown.series.state().current();
    ++into_->states[static_cast<std::size_t>(state)];
    if (!wanted_ || *wanted_ == stats::name_of(state))
      into_->rows.push_back(row_of(shown, from_->loop.scheduler().now()));
  }

 private:
  const api_parts* from_;
  std::optional<std::string_view> wanted_;  // a state; empty: every one
  status_data* into_;
};

std::string format_status(const status_data& data) {
  nlohmann::json states = nlohmann::json::object();
  for (std::size_t at = 0; at < data.states.size(); ++at) states[std::string(stats::state_names[at])] = data.states[at];
  const nlohmann::json head = {
      {"version", REACHD_VERSION},
      {"config", {{"file", data.file}, {"good", data.problem.empty()}, {"errors", data.problem}}},
      {"states", states}};
  std::string text = head.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.back() = ',';
  text += "\"targets\":[";
  for (const target_row& row : data.rows) {
    append_json(text, row);
    text += ',';
  }
  if (!data.rows.empty()) text.pop_back();
  return text + "]}";
}

/// Keeps its place among the copies in memory until it is sent.
class held_text final : public http::body_stream {
 public:
  held_text(async::semaphore::permit held, std::string text) : held_(std::move(held)), text_(std::move(text)) {}
  async::task<core::result<std::string>> next() override { co_return std::exchange(text_, {}); }

 private:
  async::semaphore::permit held_;
  std::string text_;
};

/// As others on this machine find it.
std::string main_file(const config::settings& of) {
  if (of.files.empty()) return {};
  std::error_code unknown;
  const auto path = std::filesystem::absolute(of.files.front(), unknown);
  return unknown ? of.files.front() : path.string();
}

/// What is running, as `reachd check --dump` prints a file.
async::task<http::response> effective_config(api_parts from, http::request) {
  auto format = [running = from.live.settings()] { return config::dump(*running); };
  auto text = co_await uv::offload(from.loop, std::move(format));
  if (!text) co_return http::response::text(503, "reachd is stopping");
  co_return http::response(200, "application/yaml", std::move(*text));
}

async::task<http::response> status(api_parts from, http::request asked) {
  const auto wanted = asked.parameter("state");
  if (wanted && std::ranges::find(stats::state_names, *wanted) == stats::state_names.end()) {
    co_return http::response::text(400, "no such state: it is unknown, up, down, unresolved or paused");
  }
  auto held = co_await from.at_once.acquire();
  if (!held) co_return http::response::text(503, "reachd is stopping");
  status_data data;
  data.file = main_file(*from.live.settings());
  data.problem = from.reloads.problem();
  status_copier copies(from, wanted, data);
  const bool whole = co_await from.live.show_all(copies, copying);
  auto format = [data = std::move(data), whole]() mutable {
    std::string text = whole ? format_status(data) + "\n" : std::string();
    data = {};  // here: freeing that much would hold up the loop
    return text;
  };
  auto text = co_await uv::offload(from.loop, std::move(format));
  if (!text) co_return http::response::text(503, "reachd is stopping");
  if (!whole) co_return http::response::text(503, overtaken);
  auto body = std::make_unique<held_text>(std::move(held), std::move(*text));
  co_return http::response(200, json_type, std::move(body));
}

/// Of a name each of whose addresses is a target.
std::string spread_of(const api_parts& from, std::string_view name, const std::vector<spread_names::part>& parts) {
  std::vector<target_row> rows;
  for (const spread_names::part& one : parts) {
    const probe::target* const shown = from.targets.find(one.id);
    if (shown != nullptr) rows.push_back(row_of(*shown, from.loop.scheduler().now()));
  }
  return report_of_spread(name, rows);
}

async::task<http::response> one_target(api_parts from, http::request asked) {
  const std::string_view name = std::string_view(asked.path).substr(target_path.size());
  if (const auto* const parts = from.live.spread().parts_of(name))
    co_return json_answer(200, spread_of(from, name, *parts));
  uv::pieces work(from.loop.scheduler(), longest_piece, 1024);
  for (std::size_t index = 0; index < from.targets.slot_count(); ++index) {
    co_await work.step();
    const probe::target* const shown = from.targets.at(index);
    if (shown == nullptr || shown->leaving || shown->name != name) continue;
    co_return json_answer(200, report_of(*shown, from.loop.scheduler().now(), uv::wall_now()));
  }
  co_return http::response::text(404, "no target of that name");
}

}  // namespace

void add_api(http::routes& pages, const api_parts& from) {
  pages.add("POST", "/-/reload", [from](http::request asked) { return reload(from, std::move(asked)); });
  pages.add("GET", "/api/v1/status", [from](http::request asked) { return status(from, std::move(asked)); });
  pages.add("GET", "/api/v1/config", [from](http::request asked) { return effective_config(from, std::move(asked)); });
  pages.add("GET", std::string(target_path) + "*",
            [from](http::request asked) { return one_target(from, std::move(asked)); });
}

}  // namespace reachd::daemon
