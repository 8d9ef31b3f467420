// SPDX-License-Identifier: Apache-2.0
#include "http/accept_encoding.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace reachd::http {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lowered(std::string_view text) {
  std::string low(text);
  std::ranges::transform(low, low.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return low;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "0", "0.5", "1.000" in thousandths: one digit and at most three after the point.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int thousandths = (text[0] - '0') * 1000;
  int place = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (!is_digit(c)) return std::nullopt;
    thousandths += (c - '0') * place;
    place /= 10;
  }
  return thousandths <= 1000 ? std::optional(thousandths) : std::nullopt;
}

struct member {
  std::string coding;
  int weight = 1000;
};

std::optional<member> parse_member(std::string_view text) {
  const auto semicolon = text.find(';');
  member parsed{lowered(trimmed(text.substr(0, semicolon)))};
  if (parsed.coding.empty()) return std::nullopt;
  if (semicolon == std::string_view::npos) return parsed;
  const std::string parameter = lowered(trimmed(text.substr(semicolon + 1)));
  if (!parameter.starts_with("q=")) return std::nullopt;
  const auto weight = parse_weight(std::string_view(parameter).substr(2));
  if (!weight) return std::nullopt;
  parsed.weight = *weight;
  return parsed;
}

}  // namespace

bool prefers_gzip(std::string_view accept_encoding) {
  std::optional<int> gzip, identity, any;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    if (const auto parsed = parse_member(accept_encoding.substr(0, comma))) {
      if (parsed->coding == "gzip" || parsed->coding == "x-gzip") gzip = parsed->weight;
      if (parsed->coding == "identity") identity = parsed->weight;
      if (parsed->coding == "*") any = parsed->weight;
    }
    accept_encoding = comma == std::string_view::npos ? std::string_view() : accept_encoding.substr(comma + 1);
  }
  const int wanted = gzip.value_or(any.value_or(0));
  return wanted > 0 && wanted >= identity.value_or(0);
}

}  // namespace reachd::http
