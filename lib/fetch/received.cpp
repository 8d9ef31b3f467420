// SPDX-License-Identifier: Apache-2.0
#include "fetch/received.hpp"

#include <algorithm>
#include <charconv>

#include "fetch/url.hpp"

namespace reachd::fetch {
namespace {

/// Of the whole answer: interim answers and trailer count as well. Servers and browsers bound it at 8 to 256 KiB.
constexpr std::size_t most_header_bytes = 64 * 1024;
constexpr std::size_t most_header_lines = 1000;
/// Longer ones are cut: a media type or a date is shorter.
constexpr std::size_t longest_value = 256;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

bool is(std::string_view name, std::string_view lower) {
  return std::ranges::equal(
      name, lower, [](char left, char right) { return (left >= 'A' && left <= 'Z' ? left | 0x20 : left) == right; });
}

}  // namespace

bool received::take_header(std::string_view line) {
  header_bytes_ += line.size();
  ++header_lines_;
  too_many_headers_ = header_bytes_ > most_header_bytes || header_lines_ > most_header_lines;
  if (too_many_headers_) return false;
  const std::size_t colon = line.find(':');
  if (!in_header_ && line.starts_with("HTTP/")) {
    in_header_ = true;
    const std::size_t status = line.find(' ');
    answered_ = status != std::string_view::npos && !line.substr(status).starts_with(" 1");
    fields_ = header_fields();  // what came before was an interim answer
  } else if (trimmed(line).empty()) {
    in_header_ = false;
  } else if (in_header_ && colon != std::string_view::npos) {
    keep(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  return true;
}

/// The first of each name counts.
void received::keep(std::string_view name, std::string_view value) {
  const auto keep_text = [value](std::string& in, std::size_t longest) {
    if (in.empty()) in = value.substr(0, longest);
  };
  if (is(name, "location")) {
    keep_text(fields_.location, longest_url + 1);  // so that it is found to be too long
  } else if (is(name, "content-type")) {
    keep_text(fields_.content_type, longest_value);
  } else if (is(name, "last-modified")) {
    keep_text(fields_.last_modified, longest_value);
  } else if (is(name, "date")) {
    keep_text(fields_.date, longest_value);
  } else if (is(name, "content-length") && !fields_.content_length) {
    std::uint64_t length = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), length);
    if (read.ec == std::errc() && read.ptr == value.data() + value.size()) fields_.content_length = length;
  }
}

bool received::take_body(std::string_view piece) {
  const std::uint64_t room = max_body_bytes_ - body_bytes_;
  const std::string_view wanted =
      piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(room, piece.size())));
  cut_ = piece.size() > room;
  body_bytes_ += wanted.size();
  if (keep_body_) body_ += wanted;
  return !cut_;
}

}  // namespace reachd::fetch
