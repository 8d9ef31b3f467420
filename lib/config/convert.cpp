// SPDX-License-Identifier: Apache-2.0
#include "config/convert.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "config/duration.hpp"
#include "config/suggest.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

using number = std::expected<std::int64_t, complaint>;
using std::unexpected;

std::string show(const field& wanted, std::int64_t value) {
  return wanted.type == value_type::duration ? format_duration(core::nanoseconds(value)) : std::to_string(value);
}

std::string list_choices(std::span<const std::string_view> choices) {
  std::string out;
  for (const std::string_view choice : choices) out += (out.empty() ? "" : ", ") + std::string(choice);
  return out;
}

number in_range(const field& wanted, std::int64_t value, std::string_view text) {
  if (value >= wanted.least && value <= wanted.most) return value;
  return unexpected(complaint{"must be " + describe(wanted) + ", not " + printable(text), {}});
}

number to_integer(const field& wanted, std::string_view text, bool in_quotes) {
  std::int64_t value = 0;
  const char* last = text.data() + text.size();
  const auto [end, problem] = std::from_chars(text.data(), last, value);
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  const bool whole = end == last && !text.empty() && problem != std::errc::invalid_argument;
  if (!whole || leading_zero || in_quotes) {
    std::string hint;
    if (whole && problem == std::errc{}) hint = "write " + std::to_string(value);
    return unexpected(complaint{"must be " + describe(wanted) + ", not " + quoted(text), hint});
  }
  return in_range(wanted, problem == std::errc{} ? value : INT64_MAX, text);
}

/// What people write for true and false, here or elsewhere.
std::optional<bool> guess_boolean(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; });
  const auto is_one_of = [&lower](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), lower) != words.end();
  };
  if (is_one_of({"true", "yes", "on", "y", "1"})) return true;
  if (is_one_of({"false", "no", "off", "n", "0"})) return false;
  return std::nullopt;
}

number to_boolean(const field& wanted, std::string_view text, bool in_quotes) {
  if (!in_quotes && text == "true") return 1;
  if (!in_quotes && text == "false") return 0;
  const auto guess = guess_boolean(text);
  const std::string hint = guess ? (*guess ? "did you mean true?" : "did you mean false?") : "";
  return unexpected(complaint{"must be " + describe(wanted) + ", not " + quoted(text), hint});
}

/// YAML 1.1 reads a plain off as a boolean; here it is the word, quoted or not.
number to_off(const field& wanted, std::string_view text) {
  if (text == "off") return 0;
  const auto guess = guess_boolean(text);
  const std::string hint = guess ? (*guess ? "leave it out for the default" : "write off") : "";
  return unexpected(complaint{"must be " + describe(wanted) + ", not " + quoted(text), hint});
}

number to_choice(const field& wanted, std::string_view text) {
  suggestion near(text);
  for (std::size_t index = 0; index < wanted.choices.size(); ++index) {
    if (wanted.choices[index] == text) return static_cast<std::int64_t>(index);
    near.consider(wanted.choices[index]);
  }
  return unexpected(complaint{"must be " + describe(wanted) + ", not " + quoted(text), near.hint()});
}

}  // namespace

std::string describe(const field& wanted) {
  const std::string range = " from " + show(wanted, wanted.least) + " to " + show(wanted, wanted.most);
  switch (wanted.type) {
    case value_type::text:
      return "text";
    case value_type::duration:
      return "a duration" + range;
    case value_type::integer:
      return "a whole number" + range;
    case value_type::boolean:
      return "true or false";
    case value_type::choice:
      return "one of " + list_choices(wanted.choices);
    case value_type::texts:
      return "text or a list of text";
    case value_type::labels:
      return "a map of label names to text";
    case value_type::scalars:
      return "a map of names to text";
    case value_type::secret:
      return "where a secret is: {credential: NAME}, {file: PATH} or {env: NAME}";
    case value_type::secrets:
      return "a map of names to text, or to where a secret is";
    case value_type::map:
      return "a map of keys to values";
    case value_type::off_or_map:
      return "off or a map of keys to values";
    case value_type::maps:
      return "a map of names to maps";
    case value_type::map_list:
      return "a list of maps";
    case value_type::item_list:
      return wanted.inside == &allow_section ? "a list of networks" : "a list of targets";
  }
  return {};
}

number convert(const field& wanted, std::string_view text, bool in_quotes) {
  if (wanted.type == value_type::integer) return to_integer(wanted, text, in_quotes);
  if (wanted.type == value_type::boolean) return to_boolean(wanted, text, in_quotes);
  if (wanted.type == value_type::choice) return to_choice(wanted, text);
  if (wanted.type == value_type::off_or_map) return to_off(wanted, text);
  const auto value = parse_duration(text);
  if (!value) return unexpected(value.error());
  return in_range(wanted, value->count(), text);
}

}  // namespace reachd::config
