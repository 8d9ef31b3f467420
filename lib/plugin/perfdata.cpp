// SPDX-License-Identifier: Apache-2.0
#include "plugin/perfdata.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "plugin/printable.hpp"

namespace reachd::plugin {
namespace {

constexpr std::string_view white = " \t\r\n\v\f";

struct scale {
  std::string_view unit;
  double factor;
  std::string_view base;
};
constexpr double kilo = 1024;
constexpr std::array<scale, 17> scales{{
    {"s", 1, "s"},
    {"ms", 1e-3, "s"},
    {"us", 1e-6, "s"},
    {"\xC2\xB5s", 1e-6, "s"},  // with a micro sign
    {"ns", 1e-9, "s"},
    {"B", 1, "B"},
    {"KB", kilo, "B"},
    {"kB", kilo, "B"},
    {"MB", kilo* kilo, "B"},
    {"GB", kilo* kilo* kilo, "B"},
    {"TB", kilo* kilo* kilo* kilo, "B"},
    {"PB", kilo* kilo* kilo* kilo* kilo, "B"},
    {"KiB", kilo, "B"},
    {"MiB", kilo* kilo, "B"},
    {"GiB", kilo* kilo* kilo, "B"},
    {"TiB", kilo* kilo* kilo* kilo, "B"},
    {"PiB", kilo* kilo* kilo* kilo* kilo, "B"},
}};

std::string_view take(std::string_view& text, std::size_t size) {
  const std::string_view out = text.substr(0, size);
  text.remove_prefix(out.size());
  return out;
}

/// The number that `text` begins with, without looking at the locale; nullopt: none, or none that is finite.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::optional<double> number(std::string_view text) {
  const auto value = take_number(text);
  return text.empty() ? value : std::nullopt;
}

/// "1,5", "1.2.3" and "0x10" are no number with a unit.
bool is_unit(std::string_view text) {
  constexpr std::string_view none = "0123456789.,+-:=~@'\"|";
  return text.size() <= perfdata::longest_unit && text.find_first_of(none) == std::string_view::npos &&
         printable(text, text.size()) == text;
}

/// Its letters only: what a range means is for those who compare with it.
std::string range(std::string_view text) {
  const bool is_one =
      text.size() <= perfdata::longest_range && text.find_first_not_of("0123456789.+-eE:~@") == std::string_view::npos;
  return std::string(is_one ? text : std::string_view());
}

/// With the quotes taken away; nullopt: a quote that is not closed, or no '=' behind it, which is taken too.
std::optional<std::string> take_label(std::string_view& text) {
  if (text.front() != '\'') {
    const std::size_t end = text.find_first_of(std::string(white) + "=");
    if (end == std::string_view::npos || text[end] != '=') return std::nullopt;
    return std::string(take(text, end + 1).substr(0, end));
  }
  std::string label;
  text.remove_prefix(1);
  for (;;) {
    const std::size_t end = text.find('\'');
    label += take(text, end == std::string_view::npos ? end : end + 1).substr(0, end);
    if (end == std::string_view::npos) return std::nullopt;
    if (!text.starts_with('\'')) break;
    label += take(text, 1);
  }
  if (!text.starts_with('=')) return std::nullopt;
  text.remove_prefix(1);
  return label;
}

}  // namespace

reading take_perfdata(std::string_view& text, perfdata& out) {
  const auto label = take_label(text);
  std::string_view fields = take(text, std::min(text.find_first_of(white), text.size()));
  if (!label || label->empty() || label->size() > perfdata::longest_label) return reading::unreadable;
  const auto next = [&fields] {
    const std::string_view field = take(fields, fields.find(';'));
    take(fields, 1);
    return field;
  };
  std::string_view value = next();
  if (value == "U") return reading::no_value;
  const auto read = take_number(value);
  if (!read || !is_unit(value)) return reading::unreadable;
  out.label = printable(*label, perfdata::longest_label);
  out.value = *read;
  out.unit = value;
  out.warning = range(next());
  out.critical = range(next());
  out.min = number(next());
  out.max = number(next());
  return std::isfinite(out.base_value().value) ? reading::measured : reading::unreadable;
}

quantity perfdata::base_value() const {
  for (const scale& one : scales)
    if (one.unit == unit) return {value * one.factor, one.base};
  return {value, unit};
}

}  // namespace reachd::plugin
