// SPDX-License-Identifier: Apache-2.0
#include "blackbox/gauges.hpp"

#include <array>
#include <charconv>

#include "metrics/escape.hpp"

namespace reachd::blackbox {
namespace {

std::string number(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return std::string(digits.data(), end);
}

}  // namespace

void gauges::set(std::string_view name, std::string_view help, double value, const labels& of) {
  std::string text;
  for (const auto& [label, raw] : of) {
    text.append(text.empty() ? "{" : ",").append(label).append("=\"");
    metrics::append_label_value(text, raw);
    text += '"';
  }
  if (!text.empty()) text += '}';
  family& into = families_[name];
  into.help = help;
  into.samples[text] = value;
}

std::string gauges::text() const {
  std::string out;
  for (const auto& [name, one] : families_) {
    out.append("# HELP ").append(name).append(" ");
    metrics::append_help(out, one.help);
    out.append("\n# TYPE ").append(name).append(" gauge\n");
    for (const auto& [of, value] : one.samples) {
      out.append(name).append(of).append(" ").append(number(value)).append("\n");
    }
  }
  return out;
}

}  // namespace reachd::blackbox
