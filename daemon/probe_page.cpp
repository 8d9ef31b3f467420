// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_page.hpp"

#include <charconv>

#include "blackbox/samples.hpp"
#include "blackbox/time_limit.hpp"
#include "config/blackbox_text.hpp"
#include "config/host.hpp"
#include "config/utf8.hpp"
#include "daemon/probe_destination.hpp"
#include "http/limits.hpp"

namespace reachd::daemon {
namespace {

constexpr const char* metrics_type = "text/plain; version=0.0.4; charset=utf-8";
constexpr const char* debug_type = "text/plain; charset=utf-8";
/// The exporter's own.
constexpr std::string_view usual_module = "http_2xx";

static_assert(probes_at_once < http::limits().connections);

using refusal = http::response;
using ordered = std::expected<blackbox::order, refusal>;

std::unexpected<refusal> refuse(std::string_view why) { return std::unexpected(http::response::text(400, why)); }

std::string names_of(const options::blackbox& box) {
  std::string out;
  for (const options::probe_module& one : box.modules) out += (out.empty() ? "" : ", ") + one.name;
  return out.empty() ? "there are none" : "there are: " + out;
}

/// The request as far as it is the same for every target.
ordered read_request(const std::shared_ptr<const options::blackbox>& box, const http::request& asked) {
  const std::string_view name = asked.parameter("module").value_or(usual_module);
  blackbox::order out;
  out.box = box;
  out.by = box->find(name.empty() ? usual_module : name);
  if (out.by == nullptr) return refuse("unknown module " + config::quoted(name) + "; " + names_of(*box));
  if (asked.parameter("target").value_or("").empty()) {
    return refuse("the parameter 'target' is missing: write /probe?target=TARGET&module=MODULE");
  }
  const auto limit = blackbox::time_limit(asked.header("X-Prometheus-Scrape-Timeout-Seconds"), out.by->timeout);
  if (!limit) return refuse(limit.error().message());
  out.limit = *limit;
  out.hostname = asked.parameter("hostname").value_or("");
  const auto parts = config::parse_server(out.hostname);
  if (!out.hostname.empty() && !parts) return refuse("the parameter 'hostname': " + parts.error().message);
  return out;
}

/// "    0.000123s  ..."
std::string step_text(core::nanoseconds after, const std::string& what) {
  std::array<char, 32> digits{};
  const double seconds = core::to_seconds(after);
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), seconds, std::chars_format::fixed, 6).ptr;
  return std::string(digits.data(), end) + "s  " + what + "\n";
}

std::string debug_text(const blackbox::order& what, const blackbox::finding& got, const std::string& metrics) {
  std::string out = "Logs for the probe:\n";
  for (const probe::account::step& one : got.told.steps) out += step_text(one.at - got.began, one.what);
  out += "\n\n\nMetrics that would have been returned:\n" + metrics;
  out += "\n\n\nModule configuration:\n" + config::module_text(*what.by) + "\n";
  return out;
}

http::response answer(const blackbox::order& what, const blackbox::finding& got, bool debug) {
  if (got.told.forbidden) {
    return http::response::text(403, "'blackbox: {allow: ...}' does not allow a probe of " + *got.told.forbidden);
  }
  std::string metrics = blackbox::samples_of(*what.by, got).text();
  if (debug) return http::response(200, debug_type, debug_text(what, got, metrics));
  return http::response(200, metrics_type, std::move(metrics));
}

/// What cannot be probed is a target that fails, as with the exporter; the reason is in the log of debug=true.
blackbox::finding nothing_to_probe(const no_destination& why) {
  blackbox::finding out;
  out.looked_up = why.looked_up;
  out.began = uv::monotonic_now();
  out.told.note(out.began, "no such target: " + why.message);
  return out;
}

}  // namespace

async::task<http::response> probe_page(probe_parts from, http::request asked) {
  const auto box = from.configured();
  if (box == nullptr)
    co_return http::response::text(404, "no such page: 'blackbox:' in the configuration switches it on");
  auto what = read_request(box, asked);
  if (!what) co_return std::move(what.error());
  const bool debug = asked.parameter("debug").value_or("") == "true";
  auto to = read_destination(what->by->probe, *asked.parameter("target"));
  if (!to) co_return answer(*what, nothing_to_probe(to.error()), debug);
  if (from.at_once.free() == 0) {
    co_return http::response::text(503, std::to_string(probes_at_once) + " probes are under way; ask again later");
  }
  const auto place = co_await from.at_once.acquire();
  what->host = std::move(to->host);
  what->port = to->port;
  what->url = std::move(to->url);
  const blackbox::order order = *what;
  const auto found = co_await blackbox::run(from.with, order);
  co_return answer(order, found, debug);
}

}  // namespace reachd::daemon
