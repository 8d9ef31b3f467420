// SPDX-License-Identifier: Apache-2.0
#include "config/duration.hpp"

#include <array>
#include <cstdint>
#include <optional>

#include "config/utf8.hpp"

namespace reachd::config {
namespace {

using std::unexpected;

struct unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::int64_t second = 1'000'000'000;
// The larger first. "ms" is matched before "m" and "s" because the whole run of letters is compared.
constexpr std::array<unit, 5> units{
    {{"d", 86'400 * second}, {"h", 3'600 * second}, {"m", 60 * second}, {"s", second}, {"ms", 1'000'000}}};

constexpr std::int64_t longest = INT64_MAX / 4;
constexpr std::string_view digits = "0123456789";

complaint malformed(std::string_view text) {
  return {"must be a duration such as 500ms, 1s or 1m30s, not " + quoted(text), "the units are ms, s, m, h, d"};
}

complaint too_long() { return {"must be a duration that can be counted", "the longest is one day"}; }

std::string_view take_run(std::string_view& rest, bool of_digits) {
  std::size_t end = of_digits ? rest.find_first_not_of(digits) : rest.find_first_of("0123456789.");
  if (end == std::string_view::npos) end = rest.size();
  const std::string_view run = rest.substr(0, end);
  rest.remove_prefix(end);
  return run;
}

/// WHOLE.FRACTION units; nullopt when it is more than `longest`. Digits below a nanosecond are dropped.
std::optional<std::int64_t> scale(std::string_view whole, std::string_view fraction, std::int64_t unit_ns) {
  __extension__ using wide = unsigned __int128;
  wide value = 0;
  for (const char digit : whole) {
    value = value * 10 + static_cast<unsigned>(digit - '0');
    if (value > static_cast<wide>(longest)) return std::nullopt;
  }
  value *= static_cast<wide>(unit_ns);
  auto step = static_cast<wide>(unit_ns);
  wide part = 0;
  wide divisor = 1;
  for (const char digit : fraction.substr(0, 15)) {
    part = part * 10 + static_cast<unsigned>(digit - '0');
    divisor *= 10;
  }
  value += part * step / divisor;
  if (value > static_cast<wide>(longest)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::expected<core::nanoseconds, complaint> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  for (std::string_view rest = text; next_unit == 0 || !rest.empty();) {
    const std::string_view whole = take_run(rest, true);
    std::string_view fraction;
    if (rest.starts_with('.')) {
      rest.remove_prefix(1);
      fraction = take_run(rest, true);
      if (fraction.empty()) return unexpected(malformed(text));
    }
    if (whole.empty()) return unexpected(malformed(text));
    const std::string_view name = take_run(rest, false);
    if (name.empty() && next_unit == 0) {
      return unexpected(complaint{"must have a unit", "did you mean '" + std::string(text) + "s'?"});
    }
    while (next_unit < units.size() && units[next_unit].name != name) ++next_unit;
    if (next_unit == units.size()) return unexpected(malformed(text));
    const auto part = scale(whole, fraction, units[next_unit].nanoseconds);
    if (!part || *part > longest - total) return unexpected(too_long());
    total += *part;
    ++next_unit;
  }
  return core::nanoseconds(total);
}

namespace {

/// Less than a millisecond, as decimals of the milliseconds that `out` ends with or else begins to have.
void append_below(std::string& out, std::int64_t nanoseconds) {
  std::string decimals = std::to_string(1'000'000 + nanoseconds);
  decimals.front() = '.';
  decimals.erase(decimals.find_last_not_of('0') + 1);
  if (out.ends_with("ms")) {
    out.insert(out.size() - 2, decimals);
  } else {
    out += "0" + decimals + "ms";
  }
}

}  // namespace

std::string format_duration(core::nanoseconds value) {
  std::string out;
  std::int64_t rest = value.count();
  for (const unit& one : units) {
    if (rest < one.nanoseconds) continue;
    out += std::to_string(rest / one.nanoseconds) + std::string(one.name);
    rest %= one.nanoseconds;
  }
  if (rest > 0) append_below(out, rest);
  return out.empty() ? "0s" : out;
}

}  // namespace reachd::config
