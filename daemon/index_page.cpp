// SPDX-License-Identifier: Apache-2.0
#include "daemon/index_page.hpp"

#include <fmt/format.h>

#include <ranges>

#include "daemon/iso_time.hpp"

namespace reachd::daemon {
namespace {

constexpr const char* page = R"(<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>reachd</title></head>
<body>
<h1>reachd {version}</h1>
{problem}<table>
<tr><th scope="row">targets</th><td>{total}</td></tr>
{rows}</table>
{events}<ul>
<li><a href="/metrics">/metrics</a>: for Prometheus</li>
<li><a href="/-/healthy">/-/healthy</a>: the process answers</li>
<li><a href="/-/ready">/-/ready</a>: configuration loaded, sockets and listeners open</li>
</ul>
</body>
</html>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

/// The newest first.
std::string list_events(const std::deque<entry>& events) {
  if (events.empty()) return {};
  std::string out = "<h2>Gaps and uplink</h2>\n<ul>\n";
  for (const entry& each : std::views::reverse(events)) {
    out += fmt::format("<li>{} {}</li>\n", iso_time(each.at), escaped(each.text));
  }
  return out + "</ul>\n";
}

std::string describe_problem(std::string_view problem) {
  if (problem.empty()) return {};
  return fmt::format("<h2>The configuration was refused: the one before is running</h2>\n<pre>{}</pre>\n",
                     escaped(problem));
}

}  // namespace

std::string index_page(const state_tally& targets, const std::deque<entry>& events, std::string_view problem) {
  std::string rows;
  for (std::size_t i = 0; i < stats::state_count; ++i) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", stats::state_names[i],
                        targets.of(static_cast<stats::state>(i)));
  }
  return fmt::format(fmt::runtime(page), fmt::arg("version", REACHD_VERSION), fmt::arg("total", targets.all()),
                     fmt::arg("problem", describe_problem(problem)), fmt::arg("rows", rows),
                     fmt::arg("events", list_events(events)));
}

}  // namespace reachd::daemon
