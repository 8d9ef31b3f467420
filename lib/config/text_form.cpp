// SPDX-License-Identifier: Apache-2.0
#include "config/text_form.hpp"

#include <algorithm>
#include <charconv>

#include "config/suggest.hpp"
#include "config/utf8.hpp"
#include "core/address.hpp"
#include "core/network.hpp"
#include "dns/record_type.hpp"
#include "match/json_field.hpp"
#include "match/pattern.hpp"
#include "options/allow_list.hpp"

namespace reachd::config {
namespace {

bool is_alphanumeric(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char byte) {
    return is_alphanumeric(byte) || token_marks.find(byte) != std::string_view::npos;
  });
}

bool is_variable(std::string_view text) {
  return !text.empty() && !(text.front() >= '0' && text.front() <= '9') &&
         std::ranges::all_of(text, [](char byte) { return is_alphanumeric(byte) || byte == '_'; });
}

/// As the kernel has it (Linux net/core/dev.c, dev_valid_name), in printable ASCII; a colon would be an alias.
bool is_link_name(std::string_view text) {
  return text != "." && text != ".." &&
         std::ranges::all_of(text, [](char byte) { return byte > ' ' && byte <= '~' && byte != '/' && byte != ':'; });
}

std::expected<void, complaint> refuse(std::string message, std::string hint = {}) {
  return std::unexpected(complaint{std::move(message), std::move(hint)});
}

std::expected<void, complaint> check_pattern(std::string_view text) {
  const auto compiled = match::pattern::compile(text);
  if (compiled) return {};
  return refuse("must be a regular expression: " + printable(compiled.error().message()));
}

std::expected<void, complaint> check_record_type(std::string_view text) {
  if (dns::number_of_type(text)) return {};
  suggestion near(text);
  for (const dns::record_type& one : dns::record_types()) near.consider(one.name);
  return refuse("must be a type of DNS records such as A, AAAA, MX or SOA, not " + quoted(text), near.hint());
}

std::expected<void, complaint> check_network(std::string_view text) {
  const auto parsed = core::network::parse(text);
  if (parsed) return {};
  return refuse("takes networks, and " + printable(parsed.error().message()));
}

std::expected<void, complaint> check_port_range(std::string_view text) {
  if (options::port_range::parse(text)) return {};
  return refuse("must hold ports or ranges from 1 to 65535, not " + quoted(text), "such as 443, or 8000-8999");
}

std::expected<void, complaint> check_rcode(std::string_view text) {
  if (dns::number_of_rcode(text)) return {};
  return refuse("must hold response codes such as NOERROR, NXDOMAIN or REFUSED, not " + quoted(text));
}

}  // namespace

std::expected<void, complaint> check_form(text_form form, std::string_view text) {
  switch (form) {
    case text_form::any:
    case text_form::host:
    case text_form::url:
    case text_form::endpoint:
      return {};
    case text_form::address:
      if (core::family_of_literal(text)) return {};
      return refuse("must be an address of this machine, not " + quoted(text));
    case text_form::link_name:
      if (is_link_name(text)) return {};
      return refuse("must be the name of a network interface, not " + quoted(text));
    case text_form::dscp:
      if (parse_dscp(text)) return {};
      return refuse("must be a code point from 0 to 63, or a name, not " + quoted(text), "such as 46, EF, AF41 or CS6");
    case text_form::pattern:
      return check_pattern(text);
    case text_form::token:
      return is_token(text) ? std::expected<void, complaint>() : refuse("takes no name like " + quoted(text));
    case text_form::status:
      if (parse_status(text)) return {};
      return refuse("must hold codes or ranges from 100 to 599, not " + quoted(text), "such as 200, or 200-299");
    case text_form::json_pointer:
      if (match::is_json_pointer(text)) return {};
      return refuse("takes JSON pointers, and " + quoted(text) + " is none", "begin with '/', as in /status");
    case text_form::variable:
      return is_variable(text) ? std::expected<void, complaint>() : refuse("takes no variable like " + quoted(text));
    case text_form::record_type:
      return check_record_type(text);
    case text_form::rcode:
      return check_rcode(text);
    case text_form::network:
      return check_network(text);
    case text_form::port_range:
      return check_port_range(text);
  }
  return {};
}

std::optional<std::uint8_t> parse_dscp(std::string_view text) {
  std::string name(text);
  std::ranges::transform(name, name.begin(), [](char byte) {
    return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
  });
  if (name == "EF") return std::uint8_t{46};
  if (name == "VA") return std::uint8_t{44};
  if (name == "LE") return std::uint8_t{1};
  const auto digit = [&name](std::size_t at, char least, char most) {
    return name[at] >= least && name[at] <= most ? std::optional(name[at] - '0') : std::nullopt;
  };
  if (name.starts_with("CS") && name.size() == 3) {
    const auto precedence = digit(2, '0', '7');
    return precedence ? std::optional(static_cast<std::uint8_t>(*precedence << 3)) : std::nullopt;
  }
  if (name.starts_with("AF") && name.size() == 4) {
    const auto of_class = digit(2, '1', '4');
    const auto drops = digit(3, '1', '3');
    if (!of_class || !drops) return std::nullopt;
    return static_cast<std::uint8_t>(*of_class << 3 | *drops << 1);
  }
  std::uint8_t number = 0;
  const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool whole = problem == std::errc{} && end == name.data() + name.size() && number <= 63;
  if (!whole || (name.size() > 1 && name.front() == '0')) return std::nullopt;
  return number;
}

std::optional<options::status_range> parse_status(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::string_view first = text.substr(0, dash);
  const std::string_view last = dash == std::string_view::npos ? first : text.substr(dash + 1);
  options::status_range range;
  const auto read = [](std::string_view part, std::uint16_t& into) {
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), into);
    return part.size() == 3 && problem == std::errc{} && end == part.data() + part.size() && into >= 100 && into <= 599;
  };
  if (!read(first, range.least) || !read(last, range.most) || range.least > range.most) return std::nullopt;
  return range;
}

}  // namespace reachd::config
