// SPDX-License-Identifier: Apache-2.0
#include "plugin/output.hpp"

#include <algorithm>

#include "plugin/printable.hpp"

namespace reachd::plugin {
namespace {

/// And NUL, which some pad their output with.
constexpr std::string_view white(" \t\r\n\v\f\0", 7);

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(white), text.size()));
  return text.substr(0, text.find_last_not_of(white) + 1);
}

void add(output& out, perfdata one) {
  const auto same = [&one](const perfdata& other) { return other.label == one.label; };
  const auto& all = out.measurements;
  if (all.size() == most_perfdata || std::any_of(all.begin(), all.end(), same)) {
    ++out.dropped;
  } else {
    out.measurements.push_back(std::move(one));
  }
}

void read_measurements(output& out, std::string_view text) {
  for (text = trim(text); !text.empty(); text = trim(text)) {
    perfdata one;
    switch (take_perfdata(text, one)) {
      case reading::measured:
        add(out, std::move(one));
        break;
      case reading::unreadable:
        ++out.dropped;
        break;
      case reading::no_value:
        break;
    }
  }
}

/// What is behind the first '|'.
std::string_view behind_bar(std::string_view text) {
  return text.substr(std::min(text.find('|'), text.size() - 1) + 1);
}

}  // namespace

output read_output(std::string_view text) {
  output out;
  const std::string_view first = text.substr(0, text.find('\n'));
  const std::string_view more = text.substr(first.size());
  out.summary = printable(trim(first.substr(0, first.find('|'))), longest_summary);
  if (!first.empty()) read_measurements(out, behind_bar(first));
  if (!more.empty()) read_measurements(out, behind_bar(more));
  return out;
}

}  // namespace reachd::plugin
