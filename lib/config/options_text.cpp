// SPDX-License-Identifier: Apache-2.0
#include "config/options_text.hpp"

#include <filesystem>

#include "config/file_set.hpp"
#include "config/shown.hpp"
#include "match/json_field.hpp"

namespace reachd::config {
namespace {

/// A scalar that was not in quotes may be a number or a word of YAML, and stays one.
std::string scalar_text(const document& from, node_index at) {
  const std::string_view text = from.text(at);
  return from.at(at).quoted || match::stands_for_text(text) ? yaml_text(text) : std::string(text);
}

std::string absolute(const document& from, std::string_view path) {
  std::error_code failure;
  const std::string seen_from_here = relative_to(from.origin().path(), path);
  const auto whole = std::filesystem::absolute(seen_from_here, failure);
  return yaml_text(failure ? seen_from_here : whole.lexically_normal().string());
}

/// Where a secret is; its one key.
std::string reference_text(const document& from, node_index map) {
  std::string out = "{";
  from.for_each_entry(map, [&](entry one) {
    const std::string_view key = from.text(one.key);
    out += std::string(key) + ": ";
    out += key == "file" ? absolute(from, from.text(one.value)) : yaml_text(from.text(one.value));
  });
  return out + "}";
}

std::string texts_text(const field& of, const layered::found& list) {
  std::string out;
  for_each_text(*list.in, list.written, [&](node_index item) {
    out += (out.empty() ? "" : ", ");
    out += of.form == text_form::status ? std::string(list.from().text(item)) : yaml_text(list.from().text(item));
  });
  return "[" + out + "]";
}

std::string names_text(const field& of, const layered& from, std::size_t key) {
  std::string out;
  from.for_each_name(key, of.type, [&](const layered::found& map, entry one) {
    out += (out.empty() ? "" : ", ") + yaml_text(map.from().text(one.key)) + ": ";
    out += entry_text(of, map.from(), one.value);
  });
  return out.empty() ? out : "{" + out + "}";
}

std::string text_of(const section& kind, const layered& from, std::size_t key) {
  const field& of = kind.at(key);
  if ((of.rules & nested) != 0) {
    const layered below = from.inside(key);
    return below.empty() ? std::string() : options_text(*of.inside, below);
  }
  if (of.type == value_type::scalars || of.type == value_type::secrets) return names_text(of, from, key);
  if (const auto found = from.find(key)) return value_text(of, *found);
  return of.built_in ? shown(of, *of.built_in) : std::string();
}

}  // namespace

std::string entry_text(const field& of, const document& from, node_index at) {
  if (from.kind(at) == node_kind::map) return reference_text(from, at);
  if (from.kind(at) == node_kind::null) return "null";
  return of.type == value_type::scalars ? scalar_text(from, at) : yaml_text(from.text(at));
}

std::string value_text(const field& of, const layered::found& found) {
  switch (of.type) {
    case value_type::text:
      return (of.rules & a_path) != 0 ? absolute(found.from(), found.text()) : yaml_text(found.text());
    case value_type::texts:
      return texts_text(of, found);
    case value_type::secret:
      return reference_text(found.from(), found.written.node);
    default:
      return shown(of, found.written.number);
  }
}

std::string options_text(const section& kind, const layered& from, std::size_t first, std::size_t last) {
  std::string out;
  for (std::size_t key = first; key <= last; ++key) {
    if ((kind.at(key).rules & elsewhere) != 0) continue;
    const std::string text = text_of(kind, from, key);
    if (!text.empty()) out += (out.empty() ? "" : ", ") + std::string(kind.at(key).name) + ": " + text;
  }
  return out;
}

std::string options_text(const section& kind, const layered& from) {
  return "{" + options_text(kind, from, 0, kind.size() - 1) + "}";
}

}  // namespace reachd::config
