// SPDX-License-Identifier: Apache-2.0
#include "fetch/request.hpp"

#include <algorithm>

namespace reachd::fetch {
namespace {

/// RFC 9110 §5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char letter) {
    const char lower = static_cast<char>(letter | 0x20);
    return (lower >= 'a' && lower <= 'z') || (letter >= '0' && letter <= '9') ||
           marks.find(letter) != std::string_view::npos;
  });
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) { return letter > 0x20 && letter < 0x7f; });
}

/// RFC 9110 §5.5.
bool is_field_value(std::string_view text) {
  return std::ranges::all_of(
      text, [](char letter) { return static_cast<unsigned char>(letter) >= 0x20 ? letter != 0x7f : letter == '\t'; });
}

/// They say where the request ends, which is ours to say.
bool is_framing(std::string_view name) {
  return is_same_name(name, "content-length") || is_same_name(name, "transfer-encoding");
}

}  // namespace

bool is_same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char one, char other) { return (one | 0x20) == (other | 0x20); });
}

std::optional<std::string> flaw_of(const request& asked) {
  if (!is_token(asked.method)) return "the method is no token";
  if (asked.authority.empty() || !is_visible(asked.authority) ||
      asked.authority.find_first_of("/?#@\\") != std::string::npos)
    return "the authority is not HOST or HOST:PORT";
  if (!asked.path.starts_with('/') || !is_visible(asked.path) || asked.path.find('#') != std::string::npos)
    return "the path does not begin with '/' or holds more than visible ASCII";
  for (const auto& [name, value] : asked.headers) {
    if (!is_token(name)) return "the name of a header is no token";
    if (!is_field_value(value)) return "the value of header " + name + " holds a control character";
    if (is_framing(name)) return "header " + name + " is not for the caller to set";
  }
  return std::nullopt;
}

std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
  return authority.substr(0, authority.find(':'));
}

}  // namespace reachd::fetch
