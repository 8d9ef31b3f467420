// SPDX-License-Identifier: Apache-2.0
#include "options/allow_list.hpp"

#include <algorithm>
#include <charconv>

namespace reachd::options {

std::optional<port_range> port_range::parse(std::string_view text) {
  const auto read = [](std::string_view part, std::uint16_t& into) {
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), into);
    return problem == std::errc{} && end == part.data() + part.size() && part.front() != '0';
  };
  const std::size_t dash = text.find('-');
  const std::string_view first = text.substr(0, dash);
  const std::string_view last = dash == std::string_view::npos ? first : text.substr(dash + 1);
  port_range range;
  if (!read(first, range.least) || !read(last, range.most) || range.least > range.most) return std::nullopt;
  return range;
}

std::string port_range::to_string() const {
  const std::string first = std::to_string(least);
  return least == most ? first : first + "-" + std::to_string(most);
}

bool allow_list::permits(const core::address& dialled, std::optional<std::uint16_t> port) const {
  const core::address reached = core::destination_of(dialled);
  return std::ranges::any_of(rules, [&reached, port](const allow_rule& rule) {
    const auto holds = [port](const port_range& range) { return port && range.contains(*port); };
    return rule.net.contains(reached) && (rule.ports.empty() || std::ranges::any_of(rule.ports, holds));
  });
}

}  // namespace reachd::options
