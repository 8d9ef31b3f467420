// SPDX-License-Identifier: Apache-2.0
#include "sim/behaviour.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "config/duration.hpp"

namespace reachd::sim {
namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "P:REST" → P and REST; nullopt when either is missing.
std::optional<std::pair<pattern, std::string_view>> split(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto first = parse_pattern(text.substr(0, colon));
  if (!first) return std::nullopt;
  return std::pair(*first, text.substr(colon + 1));
}

bool read_span(std::string_view text, span_of_time& into) {
  const auto dots = text.find("..");
  const auto least = config::parse_duration(text.substr(0, dots));
  const auto most = dots == std::string_view::npos ? least : config::parse_duration(text.substr(dots + 2));
  if (!least || !most || *most < *least) return false;
  into = {*least, *most};
  return true;
}

bool read_burst(std::string_view text, behaviour& into) {
  const auto parts = split(text);
  if (!parts) return false;
  into.burst = parts->first;
  into.burst_length = parse_number<std::uint64_t>(parts->second).value_or(0);
  return into.burst_length > 0;
}

bool read_timed(std::string_view text, pattern& when, core::nanoseconds& how_long) {
  const auto parts = split(text);
  const auto read = config::parse_duration(parts ? parts->second : "");
  if (!read) return false;
  when = parts->first;
  how_long = *read;
  return true;
}

bool read_refuse(std::string_view text, behaviour& into) {
  constexpr std::array known{std::pair{"EPERM", EPERM}, std::pair{"ENOBUFS", ENOBUFS},
                             std::pair{"ENETUNREACH", ENETUNREACH}, std::pair{"EMSGSIZE", EMSGSIZE}};
  const auto parts = split(text);
  if (!parts) return false;
  into.refuse = parts->first;
  for (const auto& [name, number] : known) {
    if (parts->second == name) into.refuse_with = number;
  }
  return into.refuse_with != 0;
}

bool read_pattern(std::string_view key, std::string_view text, behaviour& into) {
  constexpr std::array patterns{
      std::pair{"lose", &behaviour::lose},
      std::pair{"duplicate", &behaviour::duplicate},
      std::pair{"error", &behaviour::error},
      std::pair{"no_send_stamp", &behaviour::no_send_stamp},
      std::pair{"no_receive_stamp", &behaviour::no_receive_stamp},
      std::pair{"checksum", &behaviour::checksum},
      std::pair{"source", &behaviour::source},
      std::pair{"token", &behaviour::token},
      std::pair{"code", &behaviour::code},
      std::pair{"short", &behaviour::shorten},
      std::pair{"forged_error", &behaviour::forged_error},
  };
  for (const auto& [name, member] : patterns) {
    if (key != name) continue;
    const auto read = parse_pattern(text);
    if (read) into.*member = *read;
    return read.has_value();
  }
  return false;
}

bool read_word(std::string_view word, behaviour& into) {
  const auto equals = std::min(word.find('='), word.size());
  const auto key = word.substr(0, equals);
  const auto text = word.substr(std::min(equals + 1, word.size()));
  if (key == "delay") return read_span(text, into.delay);
  if (key == "wait") return read_span(text, into.wait);
  if (key == "burst") return read_burst(text, into);
  if (key == "hold") return read_timed(text, into.hold, into.hold_for);
  if (key == "replay") return read_timed(text, into.replay, into.replay_after);
  if (key == "refuse") return read_refuse(text, into);
  if (word == "quote=8") return into.quoted = 8, true;
  if (word == "and_reply") return into.reply_after_error = true;
  return read_pattern(key, text, into);
}

}  // namespace

std::optional<pattern> parse_pattern(std::string_view text) {
  if (text == "all") return pattern{.every = 1};
  if (text.starts_with("1/")) {
    const auto every = parse_number<std::uint64_t>(text.substr(2)).value_or(0);
    return every > 0 ? std::optional(pattern{.every = every}) : std::nullopt;
  }
  if (!text.ends_with('%')) return std::nullopt;
  const double percent = parse_number<double>(text.substr(0, text.size() - 1)).value_or(-1);
  if (!(percent > 0 && percent <= 100)) return std::nullopt;
  return pattern{.per_million = static_cast<std::uint64_t>(std::llround(percent * 10'000))};
}

std::expected<behaviour, config::complaint> parse_behaviour(std::string_view words) {
  behaviour read;
  while (true) {
    words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
    if (words.empty()) return read;
    const auto word = words.substr(0, words.find(' '));
    words.remove_prefix(word.size());
    if (!read_word(word, read)) {
      return std::unexpected(
          config::complaint{"'" + std::string(word) + "' is no word of a behaviour", "see tests/sim/behaviour.hpp"});
    }
  }
}

}  // namespace reachd::sim
