// SPDX-License-Identifier: Apache-2.0
#include "match/json_field.hpp"

#include <nlohmann/json.hpp>

namespace reachd::match {
namespace {

using nlohmann::json;

constexpr int deepest = 256;
constexpr std::size_t longest_shown = 64;

/// What a scalar of YAML stands for that is not in quotes.
json meaning_of(std::string_view scalar) {
  json read = json::parse(scalar, nullptr, false);
  return read.is_discarded() || read.is_structured() || read.is_string() ? json(scalar) : read;
}

std::string shown(const json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  std::string out = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (out.size() > longest_shown) out.replace(longest_shown, std::string::npos, "...");
  return out;
}

/// nullopt: no JSON, or deeper than is read.
std::optional<json> parse(std::string_view text) {
  bool too_deep = false;
  const auto bounded = [&too_deep](int depth, json::parse_event_t, json&) {
    too_deep |= depth > deepest;
    return !too_deep;
  };
  json read = json::parse(text, bounded, false);
  if (too_deep || read.is_discarded()) return std::nullopt;
  return read;
}

/// nullptr: there is none. An array takes an index only, and throws for what is too large for one.
const json* find(const json& whole, const json::json_pointer& at) {
  try {
    return whole.contains(at) ? &whole.at(at) : nullptr;
  } catch (const json::exception&) {
    return nullptr;
  }
}

}  // namespace

bool is_json_pointer(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != '/') return false;
  for (std::size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

bool stands_for_text(std::string_view scalar) { return meaning_of(scalar).is_string(); }

std::optional<std::string> mismatch_in(std::string_view text, std::span<const json_field> wanted) {
  const auto whole = parse(text);
  if (!whole) return "the body is no JSON, or deeper than 256 levels";
  for (const json_field& one : wanted) {
    const json::json_pointer at(one.pointer);
    const json* const place = find(*whole, at);
    if (place == nullptr) return "the JSON has no '" + one.pointer + "'";
    const json& found = *place;
    const json expected = one.text ? json(one.value) : meaning_of(one.value);
    if (found == expected) continue;
    return "'" + one.pointer + "' of the JSON is " + shown(found) + ", expected " + shown(expected);
  }
  return std::nullopt;
}

}  // namespace reachd::match
