// SPDX-License-Identifier: Apache-2.0
#include "config/labels.hpp"

#include <algorithm>
#include <optional>

#include "config/schema.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_'; }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

std::optional<complaint> check_name(std::string_view name) {
  const bool well_formed =
      !name.empty() && is_letter(name.front()) &&
      std::all_of(name.begin(), name.end(), [](char byte) { return is_letter(byte) || is_digit(byte); });
  if (!well_formed) {
    return complaint{"label name " + quoted(name) + " must be letters, digits and '_', not beginning with a digit", {}};
  }
  if (name.starts_with("__")) return complaint{"label names that begin with '__' belong to Prometheus", {}};
  if (std::find(reserved_labels.begin(), reserved_labels.end(), name) != reserved_labels.end()) {
    return complaint{"label name " + quoted(name) + " is one of reachd's own", "choose another name"};
  }
  return std::nullopt;
}

std::optional<complaint> check_value(const document& from, node_index value) {
  const node_kind kind = from.kind(value);
  if (kind == node_kind::null) return std::nullopt;
  if (kind != node_kind::scalar) {
    return complaint{std::string("a label must be text, not a ") + (kind == node_kind::map ? "map" : "list"), {}};
  }
  if (has_control(from.text(value))) return complaint{"a label must not hold control characters", {}};
  return std::nullopt;
}

}  // namespace

bool check_labels(const document& from, node_index map, problem_list& problems) {
  bool good = true;
  const auto judge = [&](node_index at, std::optional<complaint> found) {
    if (!found) return;
    good = false;
    problems.add(from.problem_at(at, std::move(*found)));
  };
  from.for_each_entry(map, [&](entry one) {
    if (from.kind(one.key) != node_kind::scalar) return;  // the parser said so already
    judge(one.key, check_name(from.text(one.key)));
    judge(one.value, check_value(from, one.value));
  });
  return good;
}

void merge_labels(const document& from, node_index map, std::size_t level,
                  std::map<std::string_view, merged_label>& under) {
  from.for_each_entry(map, [&](entry one) {
    if (from.kind(one.value) == node_kind::null) {
      under.erase(from.text(one.key));
    } else {
      under[from.text(one.key)] = {from.text(one.value), level, one.value};
    }
  });
}

}  // namespace reachd::config
